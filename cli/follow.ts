import { interrupted } from './interruption.ts';
import { breathe, Progress } from './progress.ts';

/** How long a computation may go on without letting signals and output through, in ms. */
const BREATH = 50;

let lastBreath = performance.now();

/** What came of a search, and whether it was ended before it had seen everything. */
export interface Followed<Result> {
  readonly result: Result;
  readonly interrupted: boolean;
}

/**
 * Takes a search to its end, or to the first moment after a signal: it shows where the search stands, lets signals and output
 * through, and answers the search with `true` where it has to end. Several in a row share their progress.
 */
export async function follow<At, Result>(
  search: Generator<At, Result, boolean | undefined> | AsyncGenerator<At, Result, boolean | undefined>,
  line: (at: At) => string,
  progress = new Progress(),
): Promise<Followed<Result>> {
  let stop = false;
  try {
    let next = await search.next();
    while (!next.done) {
      const { value } = next;
      progress.update(() => line(value));
      if (performance.now() - lastBreath > BREATH) {
        await breathe();
        lastBreath = performance.now();
      }
      stop = interrupted();
      const step = search.next(stop);
      next = step instanceof Promise ? await step : step; // a wait for every step would slow searches down
    }
    return { result: next.value, interrupted: stop };
  } finally {
    progress.done();
  }
}
