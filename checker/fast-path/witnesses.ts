import { READERS, UPDATER } from './machine.ts';
import type { Moment } from './moment.ts';
import { isPut } from './rcu.ts';
import { AT, listIn, PHASE, READER, readerAt, type State, WORDS } from './state.ts';
import { isList, isOneList } from './walk.ts';

/** What must happen sometimes, lest a property hold because nothing puts it to the test. */
export interface Witness {
  readonly id: string;
  readonly sentence: string;
  readonly seen: (moment: Moment) => boolean;
}

/** Whether a reader has fetched its array and not reached the terminator. */
function isWalking(state: State, reader: number): boolean {
  const phase = state[readerAt(reader) + READER.PHASE]!;
  return phase === PHASE.LOAD || phase === PHASE.RUN;
}
function someoneWalks(state: State): boolean {
  return READERS.some((reader) => isWalking(state, reader - 1));
}
const arrayOf = (state: State, reader: number) => state[readerAt(reader) + READER.ARRAY]!;

export const WITNESSES: readonly Witness[] = [
  {
    id: 'published-during-a-walk',
    sentence: 'An array is published while a reader walks.',
    seen: ({ observation, state }) => observation.is === 'published' && someoneWalks(state),
  },
  {
    id: 'old-list-after-the-swap',
    sentence: 'A walk ends with a list that an update has already taken out of force.',
    seen: ({ machine: { scenario }, observation, state }) =>
      observation.is === 'loaded' &&
      observation.walked !== undefined &&
      isOneList(scenario, observation.walked, observation.since, state[AT.VERSION]!) &&
      !isList(scenario.lists[state[AT.VERSION]!]!, observation.walked),
  },
  {
    id: 'two-arrays-walked-at-once',
    sentence: 'The two readers walk different arrays.',
    seen: ({ state }) => isWalking(state, 0) && isWalking(state, 1) && arrayOf(state, 0) !== arrayOf(state, 1),
  },
  {
    id: 'peer-written-during-a-walk',
    sentence: 'The updater writes to one array while a reader walks the other.',
    seen: ({ actor, observation, state }) =>
      actor === UPDATER &&
      observation.is === 'stored' &&
      READERS.some((reader) => isWalking(state, reader - 1) && arrayOf(state, reader - 1) !== observation.array),
  },
  {
    id: 'wait-for-a-reader',
    sentence: 'A grace period begins with a reader inside.',
    seen: ({ observation, state }) => observation.is === 'waiting' && state[AT.WAITING] !== 0,
  },
  {
    id: 'freed-during-a-walk',
    sentence: 'A program is freed while a reader walks.',
    seen: ({ observation, state }) => observation.is === 'freed' && someoneWalks(state),
  },
  {
    id: 'run-after-the-last-put',
    sentence: 'A reader runs a program that nobody holds a reference of any more.',
    seen: ({ observation, state }) => observation.is === 'ran' && isPut(state, observation.program),
  },
  {
    id: 'replacements-combined',
    sentence:
      'A walk during two replacements sees the old program of the first slot and the new one of the second: allowed by the exception, though that list never existed.',
    seen: ({ machine: { scenario }, observation, state }) =>
      observation.is === 'loaded' &&
      observation.walked !== undefined &&
      isOneList(scenario, observation.walked, observation.since, state[AT.VERSION]!) &&
      !scenario.lists.some((list) => isList(list, observation.walked!)),
  },
  {
    id: 'full-array-walked',
    sentence: 'A walk reaches the last word of its array, and finds the terminator there.',
    seen: ({ observation }) =>
      observation.is === 'loaded' && observation.index === WORDS - 1 && observation.walked !== undefined,
  },
  {
    id: 'end-of-a-list-moves-during-a-walk',
    sentence: 'A list of another length comes into force while a reader walks.',
    seen: ({ observation, state }) =>
      observation.is === 'published' &&
      READERS.some(
        (reader) =>
          isWalking(state, reader - 1) &&
          listIn(state, arrayOf(state, reader - 1)).length !== listIn(state, state[AT.ACTIVE]!).length,
      ),
  },
];
