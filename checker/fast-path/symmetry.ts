import type { Actor } from './machine.ts';
import { exchangeWaiting } from './rcu.ts';
import { READER, readerAt, type State } from './state.ts';

/** Which of the two readers comes first, byte by byte. */
function order(state: State): number {
  const [one, other] = [readerAt(0), readerAt(1)];
  for (let byte = 0; byte < READER.SIZE; byte += 1)
    if (state[one + byte] !== state[other + byte]) return state[one + byte]! - state[other + byte]!;
  return 0;
}

/** The readers are alike: puts them in order, the further one first, and says whether they changed places. */
export function inOrder(state: State): boolean {
  if (order(state) >= 0) return false;
  for (let byte = 0; byte < READER.SIZE; byte += 1) {
    const first = state[readerAt(0) + byte]!;
    state[readerAt(0) + byte] = state[readerAt(1) + byte]!;
    state[readerAt(1) + byte] = first;
  }
  exchangeWaiting(state);
  return true;
}

/** The actor that takes another's part when the readers change places. */
export function counterpart(actor: Actor): Actor {
  return actor === 1 ? 2 : actor === 2 ? 1 : actor;
}
