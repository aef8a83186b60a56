import type { Observation, Request, Universe } from '../../spec/semantics.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';
import type { Told } from '../compare.ts';
import type { Trace } from '../format.ts';

/** Something at once, or a promise of it. */
export type Awaitable<T> = T | PromiseLike<T>;

/** What an implementation cannot do, and why, in one line: never a difference. */
export interface Skip {
  readonly skip: string;
}

/** What came of a request: `ok` or the name of an errno; of a prog_query also what it wrote, as far as that can be told. */
export interface Answer {
  readonly outcome: Outcome;
  readonly view?: Told | undefined;
}

/** Which trace a driver starts over for. */
export type About = Pick<Trace, 'profile' | 'title'>;

/**
 * An implementation that traces are replayed on, as two functions, or three. Each answers at once or by a promise; every machine of
 * this package is a driver. An exception is a DriverError of the replay, with the step.
 */
export interface Driver {
  /** Starts over with what the universe says exists, and nothing else. A driver without it is good for one trace. */
  // biome-ignore lint/suspicious/noConfusingVoidType: the reset of a machine gives nothing
  reset?(universe: Universe, about: About): Awaitable<void | Skip>;
  /** Takes one request, with every field present. A skip ends the trace: it is skipped. */
  apply(request: Request): Awaitable<Answer | Skip>;
  /** What a query with ample room shows of a hook now. What is skipped, or left out of a list, is not compared. */
  observe(hook: string): Awaitable<Told | Observation | Skip>;
  /** Why a whole trace is not for this driver, if so; asked before anything else. */
  skips?(trace: Trace): string | undefined;
}
