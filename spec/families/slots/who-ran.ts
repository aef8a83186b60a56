import { filtersBehind, isCgroup, type State, slotsOf } from './state.ts';
import { verdictName } from './verdicts.ts';
import type { HookName, Leg, Packet, ProgName, Request, View } from './vocabulary/index.ts';
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
      if (!ran.includes(prog)) return `${called} did not run: ${last} ended the walk`;
      const said = `said ${verdictName(state.universe, prog, as)}`;
      const asked = state.universe.redirects[prog];
      if (asked === undefined) return `${called} ran and ${said}`;
      return `${called} ran, asked for ${asked === 'none' ? 'a device that does not exist' : asked}, and ${said}`;
    });
  const lastSlot = slots.findLast(({ prog }) => ran.includes(prog))?.prog;
  return [...told(slots, 'slot', lastSlot), ...told(behind, 'filter', ran.at(-1))];
}

/** What each program did at the hook where a packet was sent, and at those that it came to. */
function alongTheWay(state: State, hook: HookName, { ran, further = [], to }: Packet): readonly string[] {
  const atEnd: readonly Leg[] =
    to === undefined || further.some((leg) => leg.hook === to) ? [] : [{ hook: to, ran: [] }];
  return [
    ...atHook(state, hook, ran),
    ...[...further, ...atEnd].flatMap((leg) => [
      `the packet came to ${leg.hook}`,
      ...atHook(state, leg.hook, leg.ran).map((line) => `at ${leg.hook}: ${line}`),
    ]),
  ];
}

/** For each program that could have run for a packet or call: that it ran and what it said, or what kept it from running. */
export function whoRan(state: State, request: Request, view: View): readonly string[] {
  if (request.op !== 'run' || !('ran' in view)) return [];
  if (isCgroup(state, request.hook)) return whoRanAtCgroup(state, request, view);
  return view.is === 'packet' ? alongTheWay(state, request.hook, view) : [];
}
