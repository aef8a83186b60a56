import type { PortionHand } from '../../checker/search/portion.ts';
import type { AsyncRun, Run } from '../../checker/search/run.ts';
import type { Request } from '../../spec/semantics.ts';
import { follow } from '../follow.ts';
import type { Progress } from '../progress.ts';
import type { Shared, SharedKind, SharedOrder } from './assignments.ts';
import { type Crew, debug } from './crew.ts';

/** A search that others may join. */
export interface Shareable<K extends SharedKind, At, Result> {
  readonly order: SharedOrder<K>;
  /** Where there is no result, it is searched for again, alone. */
  shared(hands: readonly PortionHand<Request, never, Shared[K]['counts']>[]): AsyncRun<At, Result | undefined>;
  alone(): Run<At, Result>;
  line(at: At): string;
  readonly progress?: Progress;
}

/**
 * Searches to the end or to an interruption, together with a crew if there is one. Where somebody fails, or something comes up that is
 * to be told as by one alone (an error of a proposal), it is searched for again by this thread.
 */
export async function searchWith<K extends SharedKind, At, Result>(
  crew: Crew | undefined,
  { order, shared, alone, line, progress }: Shareable<K, At, Result>,
): Promise<Result> {
  if (crew !== undefined) {
    const hands: PortionHand<Request, never, Shared[K]['counts']>[] = [];
    const leave = crew.join(order, hands);
    try {
      const { result } = await follow(shared(hands), line, progress);
      if (result !== undefined) return result;
    } catch (error) {
      debug('%s is searched again by one thread: %s', order.kind, error);
    } finally {
      leave();
    }
  }
  return (await follow(alone(), line, progress)).result;
}
