import type { Program } from './update.ts';

/**
 * Everything shared and every program counter, one byte each, so that a state is copied and compared at once. The
 * parts marked as ghosts are there for the properties only: no actor decides by them.
 */
export type State = Buffer;

/** Words in an array: the slots and the terminator behind the last. */
export const WORDS = 4;

/** Where things are in a state. */
export const AT = {
  /** The pointer to the active array. */
  ACTIVE: 0,
  /** Ghost: how many updates are in force. */
  VERSION: 1,
  /** The updater's next operation. */
  NEXT: 2,
  /** The readers (as bits) that synchronize_rcu waits for. */
  WAITING: 3,
  /** The life of each program. */
  LIVES: 4,
  /** Three arrays of words. */
  ARRAYS: 8,
  /** Two readers. */
  READERS: 20,
} as const;

/** Where things are in a reader, counted from its first byte. */
export const READER = {
  PHASE: 0,
  ARRAY: 1,
  INDEX: 2,
  /** The program it has loaded and not run yet. */
  LOADED: 3,
  /** Ghost: the version in force when it fetched. */
  SINCE: 4,
  /** Ghost: the updates (as bits) that wrote the words it loaded. */
  WRITERS: 5,
  /** Ghost: the programs it loaded, in order. */
  SEEN: 6,
  SIZE: 10,
} as const;

export const SIZE = AT.READERS + 2 * READER.SIZE;

/** What a reader does next. */
export const PHASE = { LOCK: 0, FETCH: 1, LOAD: 2, RUN: 3, UNLOCK: 4, DONE: 5 } as const;

/** The first byte of a reader. */
export function readerAt(reader: number): number {
  return AT.READERS + reader * READER.SIZE;
}

/** A word holds a program (or the terminator), and as a ghost the number of the update it was written for. */
export function wordOf(program: Program, writer: number): number {
  return program * 3 + writer;
}
export function programOf(word: number): Program {
  return Math.floor(word / 3);
}
export function writerOf(word: number): number {
  return word % 3;
}

/** Where a word is. */
export function wordAt(array: number, index: number): number {
  return AT.ARRAYS + array * WORDS + index;
}

/** The programs in an array, to its first terminator or its end. */
export function listIn(state: State, array: number): Program[] {
  const words = [...state.subarray(wordAt(array, 0), wordAt(array, WORDS))].map(programOf);
  const end = words.indexOf(0);
  return end < 0 ? words : words.slice(0, end);
}

/** The state before anything happens: the list in the first array, every other word a terminator. */
export function initialState(list: readonly Program[]): State {
  const state = Buffer.alloc(SIZE);
  list.forEach((program, index) => {
    state[wordAt(0, index)] = wordOf(program, 0);
  });
  return state;
}

/** A copy (slice() of a Buffer would be a view). */
export function copyOf(state: State): State {
  return Buffer.from(state);
}

/** The state as text. */
export function keyOf(state: State): string {
  return state.toString('latin1');
}
