import type { Actor } from './machine.ts';
import { exchangeWaiting } from './rcu.ts';
import { AT, READER, readerAt, type State } from './state.ts';

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
  const first = Buffer.from(state.subarray(AT.READERS, readerAt(1)));
  state.copyWithin(AT.READERS, readerAt(1), readerAt(2));
  state.set(first, readerAt(1));
  exchangeWaiting(state);
  return true;
}

/** The actor that takes another's part when the readers change places. */
export function counterpart(actor: Actor): Actor {
  return actor === 1 ? 2 : actor === 2 ? 1 : actor;
}
