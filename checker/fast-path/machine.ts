import type { Design } from './design.ts';
import type { Operation } from './operation.ts';
import { free, isDue, putDeferred, readersInside } from './rcu.ts';
import { stepReader } from './reader.ts';
import type { ReaderView } from './reader-view.ts';
import type { Scenario } from './scenario.ts';
import { AT, initialState, PHASE, READER, readerAt, type State, wordAt } from './state.ts';
import type { Program } from './update.ts';
import { operationsOf } from './updater.ts';

/** A scenario under a design: everything that does not change. Of designs that do the same in it the machines are equal. */
export interface Machine {
  readonly scenario: Scenario;
  /** What of the design is not in the operations. */
  readonly design: Pick<Design, 'lastPut' | 'fetches' | 'arrays'>;
  readonly operations: readonly Operation[];
  readonly readers: 1 | 2;
}

export function machineOf(design: Design, scenario: Scenario, readers: 1 | 2 = 2): Machine {
  const { lastPut, fetches, arrays } = design;
  return { scenario, design: { lastPut, fetches, arrays }, operations: operationsOf(design, scenario), readers };
}

/** The state before anything happens. A reader that is not there has already been. */
export function begin({ scenario, readers }: Machine): State {
  const state = initialState(scenario.lists[0]);
  if (readers === 1) state[readerAt(0) + READER.PHASE] = PHASE.DONE;
  return state;
}

/** Whether everybody has taken the last step. */
export function isOver({ operations }: Machine, state: State): boolean {
  const ready = READERS.every((reader) => state[readerAt(reader - 1) + READER.PHASE] === PHASE.DONE);
  return ready && operations[state[AT.NEXT]!] === undefined;
}

/** Who can take a step: the updater, the readers, and RCU's callback for each program. Each has at most one. */
export const UPDATER = 0;
export const READERS = [1, 2] as const;
export const ACTORS = [0, 1, 2, 3, 4, 5, 6] as const;
export type Actor = (typeof ACTORS)[number];

/** The program that an actor frees, if it is a callback. */
export function freedBy(actor: Actor): Program | undefined {
  return actor > 2 ? actor - 2 : undefined;
}

export function canStep({ operations }: Machine, state: State, actor: Actor): boolean {
  if (actor === UPDATER) {
    const operation = operations[state[AT.NEXT]!];
    return operation !== undefined && (operation.is !== 'waited' || state[AT.WAITING] === 0);
  }
  const program = freedBy(actor);
  return program === undefined ? state[readerAt(actor - 1) + READER.PHASE] !== PHASE.DONE : isDue(state, program);
}

/** Takes a step in `state` itself, and says what can be observed of it. */
export function step(machine: Machine, state: State, actor: Actor): ReaderView | undefined {
  if (actor === UPDATER) return stepUpdater(machine, state);
  const program = freedBy(actor);
  if (program === undefined) return stepReader(machine.design, state, actor - 1);
  free(state, program);
  return { is: 'freed', program };
}

function stepUpdater({ operations, design }: Machine, state: State): ReaderView | undefined {
  const operation = operations[state[AT.NEXT]!]!;
  state[AT.NEXT]! += 1;
  switch (operation.is) {
    case 'store':
      state[wordAt(operation.array, operation.index)] = operation.word;
      if (operation.takesEffect) state[AT.VERSION]! += 1;
      return { is: 'stored', array: operation.array };
    case 'publish':
      state[AT.ACTIVE] = operation.array;
      state[AT.VERSION]! += 1;
      return { is: 'published' };
    case 'wait':
      state[AT.WAITING] = readersInside(state);
      return { is: 'waiting' };
    case 'waited':
      return undefined;
    case 'put':
    case 'commit':
      if (operation.program === undefined) return undefined;
      if (design.lastPut === 'frees-at-once') {
        free(state, operation.program);
        return { is: 'freed', program: operation.program };
      }
      putDeferred(state, operation.program);
      return undefined;
  }
}
