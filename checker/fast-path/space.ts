import type { SearchSpace } from '../search/explore.ts';
import { ACTORS, type Actor, begin, canStep, type Machine, step } from './machine.ts';
import type { Moment } from './moment.ts';
import { copyOf, keyOf, type State } from './state.ts';
import { inOrder } from './symmetry.ts';

/** Who watches a search. `from` is the number of the state before a step, in the order of the search. */
export interface Watcher {
  /** A step that shows something; the state is only lent, and not yet reordered. */
  look(moment: Moment, from: number): void;
  /** Any step, and the number of the state it leads to, unless that is one too many. */
  edge(from: number, to: number | undefined): void;
}

/**
 * Every interleaving of a machine. Nothing ends the search, so that each property is put to the test in all of it. With
 * `symmetry`, states that differ by an exchange of the two readers are one.
 */
export function interleavingsOf(
  machine: Machine,
  watcher: Watcher,
  symmetry: boolean,
): SearchSpace<State, Actor, never> {
  let expanded = -1;
  const state = begin(machine);
  return {
    initial: () => {
      const node = begin(machine);
      return { node, key: keyOf(node) };
    },
    expand: (before, emit) => {
      expanded += 1;
      for (const actor of ACTORS) {
        if (!canStep(machine, before, actor)) continue;
        before.copy(state);
        const observation = step(machine, state, actor);
        if (observation !== undefined) watcher.look({ machine, actor, observation, state }, expanded);
        if (symmetry) inOrder(state);
        watcher.edge(
          expanded,
          emit(keyOf(state), () => ({ node: copyOf(state), label: actor })),
        );
      }
      return undefined;
    },
  };
}
