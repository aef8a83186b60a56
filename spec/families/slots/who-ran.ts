import { filtersBehind, isCgroup, type State, slotsOf } from './state.ts';
import { verdictName } from './verdicts.ts';
import type { HookName, ProgName, Request, View } from './vocabulary/index.ts';
import { whoRanAtCgroup } from './who-ran-at-cgroup.ts';

/** What each program did at one hook. */
function atHook(state: State, hook: HookName, ran: readonly ProgName[]): readonly string[] {
  const slots = slotsOf(state, hook).map(({ prog }) => ({ prog, called: prog }));
  const behind = filtersBehind(state, hook).map(({ prog, priority }) => ({
    prog,
    called: `filter ${priority} (${prog})`,
  }));
  const told = (all: typeof slots, as: 'slot' | 'filter', last: ProgName | undefined) =>
    all.map(({ prog, called }) => {
      if (ran.includes(prog)) return `${called} ran and said ${verdictName(state.universe, prog, as)}`;
      return `${called} did not run: ${last} ended the walk`;
    });
  const lastSlot = slots.findLast(({ prog }) => ran.includes(prog))?.prog;
  return [...told(slots, 'slot', lastSlot), ...told(behind, 'filter', ran.at(-1))];
}

/** For each program that could have run for a packet or call: that it ran and what it said, or what kept it from running. */
export function whoRan(state: State, request: Request, view: View): readonly string[] {
  if (request.op !== 'run' || !('ran' in view)) return [];
  if (isCgroup(state, request.hook)) return whoRanAtCgroup(state, request, view);
  return atHook(state, request.hook, view.ran);
}
