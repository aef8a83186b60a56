import { filtersBehind, type State, slotsOf } from './state.ts';
import { type ProgName, type Request, type View, verdictOf } from './vocabulary/index.ts';

const NAMES: Readonly<Record<number, string>> = { [-1]: 'NEXT', 0: 'PASS', 2: 'DROP', 7: 'REDIRECT' };
const ACTIONS: Readonly<Record<number, string>> = { [-1]: 'UNSPEC', 0: 'OK', 2: 'SHOT', 4: 'STOLEN', 8: 'TRAP' };

/** For each program that could have run for a packet: that it ran and what it said, or which one kept it from running. */
export function whoRan(state: State, request: Request, view: View): readonly string[] {
  if (request.op !== 'run' || view.is !== 'packet') return [];
  const said = (prog: ProgName, names: Readonly<Record<number, string>>) => {
    const verdict = verdictOf(state.universe, prog);
    return names[verdict] ?? `${verdict}, which is not known`;
  };
  const slots = slotsOf(state, request.hook).map(({ prog }) => ({ prog, as: prog, names: NAMES }));
  const behind = filtersBehind(state, request.hook).map(({ prog, priority }) => ({
    prog,
    as: `filter ${priority} (${prog})`,
    names: ACTIONS,
  }));
  const told = (all: typeof slots, last: ProgName | undefined) =>
    all.map(({ prog, as, names }) => {
      if (view.ran.includes(prog)) return `${as} ran and said ${said(prog, names)}`;
      return `${as} did not run: ${last} ended the walk`;
    });
  const lastSlot = slots.findLast(({ prog }) => view.ran.includes(prog))?.prog;
  return [...told(slots, lastSlot), ...told(behind, view.ran.at(-1))];
}
