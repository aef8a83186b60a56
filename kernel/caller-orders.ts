import type { Caller } from '../spec/families/slots/vocabulary/index.ts';

/** Whose turn it is: the thread waits for an order, has one, or is to end. */
export const TURN = { waits: 0, ordered: 1, ends: 2 } as const;

/** Where in the shared words which number is. */
export const WORD = { turn: 0, command: 1, size: 2, value: 3, errno: 4 } as const;

/** What a thread shares with whoever orders calls from it: the words, and the address of an attr. */
export interface Shared {
  readonly caller: Unprivileged;
  readonly words: Int32Array;
  readonly address: BigUint64Array;
}

/** A caller that lacks capabilities. */
export type Unprivileged = Exclude<Caller, 'privileged'>;

/** Everything two threads share about calls for a caller; the thread is not ready before it has had its first turn. */
export function sharedBy(caller: Unprivileged): Shared {
  const words = new Int32Array(new SharedArrayBuffer(4 * Object.keys(WORD).length));
  words[WORD.turn] = TURN.ordered;
  return { caller, words, address: new BigUint64Array(new SharedArrayBuffer(8)) };
}
