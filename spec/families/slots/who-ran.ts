import { refuses, standings } from './facts/array.ts';
import { contributing, lineage } from './hierarchy.ts';
import { filtersBehind, isCgroup, type State, slotsOf } from './state.ts';
import {
  type HookName,
  type ProgName,
  type Request,
  type RequestOf,
  retvalOf,
  type View,
  verdictOf,
} from './vocabulary/index.ts';

const NAMES: Readonly<Record<number, string>> = { [-1]: 'NEXT', 0: 'PASS', 2: 'DROP', 7: 'REDIRECT' };
const ACTIONS: Readonly<Record<number, string>> = { [-1]: 'UNSPEC', 0: 'OK', 2: 'SHOT', 4: 'STOLEN', 8: 'TRAP' };

/** For each program that could have run for a packet or call: that it ran and what it said, or what kept it from running. */
export function whoRan(state: State, request: Request, view: View): readonly string[] {
  if (request.op !== 'run' || !('ran' in view)) return [];
  if (isCgroup(state, request.hook))
    return [...ranAtCgroup(state, request, view), ...hidden(state, request.hook, view)];
  return ranInList(state, request.hook, view.ran);
}

function ranInList(state: State, hook: HookName, ran: readonly ProgName[]): readonly string[] {
  const said = (prog: ProgName, names: Readonly<Record<number, string>>) => {
    const verdict = verdictOf(state.universe, prog);
    return names[verdict] ?? `${verdict}, which is not known`;
  };
  const slots = slotsOf(state, hook).map(({ prog }) => ({ prog, as: prog, names: NAMES }));
  const behind = filtersBehind(state, hook).map(({ prog, priority }) => ({
    prog,
    as: `filter ${priority} (${prog})`,
    names: ACTIONS,
  }));
  const told = (all: typeof slots, last: ProgName | undefined) =>
    all.map(({ prog, as, names }) => {
      if (ran.includes(prog)) return `${as} ran and said ${said(prog, names)}`;
      return `${as} did not run: ${last} ended the walk`;
    });
  const lastSlot = slots.findLast(({ prog }) => ran.includes(prog))?.prog;
  return [...told(slots, lastSlot), ...told(behind, ran.at(-1))];
}

type Ran = Extract<View, { readonly ran: readonly string[] }>;

/** Of each program that ran at a cgroup, what it did; of a call also what stands of it then. */
function ranAtCgroup(state: State, request: RequestOf<'run'>, view: Ran): readonly string[] {
  const after = view.is === 'call' ? standings(state, request).slice(1) : [];
  return view.ran.map((prog, index) => {
    const set = retvalOf(state.universe, prog);
    const did = `${prog} ran${set === undefined ? '' : `, set ${set}`} and returned ${verdictOf(state.universe, prog)}`;
    const standing = after[index];
    if (standing === undefined) return refuses(state, prog) ? `${did}, which refuses the packet` : did;
    return `${did}, which leaves ${standing.result}`;
  });
}

/** Of each program of the cgroup and of its ancestors that did not run, why. */
function* hidden(state: State, hook: HookName, { ran }: Ran): Generator<string> {
  const levels = contributing(state, hook);
  let nearest: HookName | undefined;
  for (const each of lineage(state, hook)) {
    const level = state.hooks[each]!;
    for (const { prog } of level.slots) {
      if (!levels.includes(level))
        yield `${prog} of ${each} did not run: ${each} is in ${level.mode} mode, and ${nearest} has programs of its own`;
      else if (!ran.includes(prog))
        yield `${prog} of ${each} did not run: what runs at ${hook} is not what is attached`;
    }
    if (nearest === undefined && level.slots.length > 0) nearest = each;
  }
}
