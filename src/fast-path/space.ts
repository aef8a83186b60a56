import type { SearchSpace } from '../checker/explore.ts';
import { ACTORS, type Actor, begin, canStep, type Machine, step } from './machine.ts';
import type { Moment } from './moment.ts';
import { keyOf, type State } from './state.ts';

/** Every interleaving of a machine. Nothing ends the search: `look` sees each step, with the number of the state before it. */
export function interleavingsOf(
  machine: Machine,
  look: (moment: Moment, from: number) => void,
  count: { transitions: number },
): SearchSpace<State, Actor, never> {
  let expanded = -1;
  return {
    initial: () => {
      const node = begin(machine);
      return { node, key: keyOf(node) };
    },
    expand: (before, emit) => {
      expanded += 1;
      for (const actor of ACTORS) {
        if (!canStep(machine, before, actor)) continue;
        const state = before.slice();
        const observation = step(machine, state, actor);
        count.transitions += 1;
        if (observation !== undefined) look({ machine, actor, observation, state }, expanded);
        emit(keyOf(state), () => ({ node: state, label: actor }));
      }
      return undefined;
    },
  };
}
