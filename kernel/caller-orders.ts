import type { Caller } from '../spec/families/slots/vocabulary/index.ts';

/** Whose turn it is: the thread waits for an order, has one, or is to end. */
export const TURN = { waits: 0, ordered: 1, ends: 2 } as const;

/** Where in the shared words which number is. */
export const WORD = { turn: 0, call: 1, command: 2, size: 3, value: 4, errno: 5 } as const;

/** Which call is ordered: bpf(2) with a command, or send(2) on an fd, whose number is where the command would be. */
export const CALL = { bpf: 0, send: 1 } as const;

/** What a thread shares with whoever orders calls from it: the words, and the address of an attr or message. */
export interface Shared {
  readonly caller: Unprivileged;
  readonly words: Int32Array;
  readonly address: BigUint64Array;
}

/** A caller that lacks capabilities. */
export type Unprivileged = Exclude<Caller, 'privileged' | 'token'>;

/** Everything two threads share about calls for a caller; the thread is not ready before it has had its first turn. */
export function sharedBy(caller: Unprivileged): Shared {
  const words = new Int32Array(new SharedArrayBuffer(4 * Object.keys(WORD).length));
  words[WORD.turn] = TURN.ordered;
  return { caller, words, address: new BigUint64Array(new SharedArrayBuffer(8)) };
}
