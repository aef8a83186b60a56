import { interruption } from '../interruption.ts';
import type { Whole, WholeKind, WholeOrder } from './assignments.ts';
import type { Claimed, Crew } from './crew.ts';

/** Something to do, by somebody else or here. */
interface Work<K extends WholeKind> {
  readonly given: Whole[K]['given'];
  readonly here: () => Promise<Whole[K]['result']>;
}

interface Job<K extends WholeKind> extends Work<K> {
  result?: Promise<Whole[K]['result'] | undefined> | undefined;
  settled: boolean;
}

/** Nobody else is called within this time, in ms: some are done by then. */
const PATIENCE = 200;

/**
 * Several things to do, which are asked for in their order: others do some of those behind while one is done here. What comes of one does
 * not depend on who does it. Without others all are done here, in their order.
 */
export class Jobs<K extends WholeKind> {
  readonly #kind: K;
  readonly #jobs: readonly Job<K>[];
  readonly #timer: NodeJS.Timeout | undefined;
  /** Comes to nothing when the run is interrupted. */
  readonly #interrupted: Promise<undefined>;
  readonly #over = new AbortController();
  #next = 0;

  constructor(kind: K, work: readonly Work<K>[], crew: Crew | undefined) {
    this.#kind = kind;
    this.#jobs = work.map((each) => ({ ...each, settled: false }));
    this.#interrupted = new Promise((resolve) => {
      const stop = () => resolve(undefined);
      if (interruption.aborted) stop();
      interruption.addEventListener('abort', stop, { once: true, signal: this.#over.signal });
    });
    if (crew !== undefined) this.#timer = setTimeout(() => crew.serve(() => this.#claimElsewhere()), PATIENCE);
  }

  #claim(): Job<K> | undefined {
    const job = this.#jobs[this.#next];
    if (job !== undefined) this.#next += 1;
    return job;
  }

  #claimElsewhere(): Claimed<K> | undefined {
    const job = this.#claim();
    if (job === undefined) return undefined;
    let done = (_: Whole[K]['result'] | undefined) => {};
    job.result = new Promise((resolve) => {
      done = (result) => {
        job.settled = true;
        resolve(result);
      };
    });
    return { order: { kind: this.#kind, given: job.given } as WholeOrder<K>, done };
  }

  async #doHere(job: Job<K>): Promise<Whole[K]['result']> {
    const result = job.here();
    job.result = result;
    try {
      return await result;
    } finally {
      job.settled = true;
    }
  }

  /** What came of one. Those behind it are begun here, while somebody else is at it. */
  async result(index: number): Promise<Whole[K]['result']> {
    const job = this.#jobs[index]!;
    while (!job.settled && !interruption.aborted) {
      const next = this.#claim();
      if (next === undefined) break;
      await this.#doHere(next);
    }
    // What somebody else does when the run is interrupted, or fails at, is done here: that tells what has to be told.
    const result = await Promise.race([job.result, this.#interrupted]);
    return result ?? (await job.here());
  }

  /** Nobody else is called any more. */
  end(): void {
    clearTimeout(this.#timer);
    this.#over.abort();
  }
}
