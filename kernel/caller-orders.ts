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

/** Gives the other the turn, which may be asleep. */
export function pass(words: Int32Array, turn: number): void {
  Atomics.store(words, WORD.turn, turn);
  Atomics.notify(words, WORD.turn);
}

/**
 * Waits while it is some turn, for so many ms at most; returns whether it is another. Whoever is woken looks at the turn itself: a thread
 * may be held up between storing a turn and waking the other, who has had that turn by then and waits for the next.
 */
export function waitWhile(words: Int32Array, turn: number, timeout = Number.POSITIVE_INFINITY): boolean {
  const end = performance.now() + timeout;
  while (Atomics.load(words, WORD.turn) === turn) {
    const left = end - performance.now();
    if (left <= 0) return false;
    Atomics.wait(words, WORD.turn, turn, left);
  }
  return true;
}
