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
  taken: boolean;
  settled: boolean;
}

/** Somebody who does one thing after another: the number of the next, if nobody else has that by then. */
interface Doer {
  next: number;
}

/**
 * Several things to do, which are asked for in their order: others do some of those behind while one is done here. What comes of one does
 * not depend on who does it. Without others all are done here, in their order.
 *
 * Each thread takes the neighbour of what it did last: that is of the same semantics or of a similar one, whose code it has compiled.
 */
export class Jobs<K extends WholeKind> {
  readonly #kind: K;
  readonly #jobs: readonly Job<K>[];
  readonly #leave: (() => void) | undefined;
  /** Comes to nothing when the run is interrupted. */
  readonly #interrupted: Promise<undefined>;
  readonly #over = new AbortController();
  readonly #here: Doer = { next: 0 };

  constructor(kind: K, work: readonly Work<K>[], crew: Crew | undefined) {
    this.#kind = kind;
    this.#jobs = work.map((each) => ({ ...each, taken: false, settled: false }));
    this.#interrupted = new Promise((resolve) => {
      const stop = () => resolve(undefined);
      if (interruption.aborted) stop();
      interruption.addEventListener('abort', stop, { once: true, signal: this.#over.signal });
    });
    this.#leave = crew?.serve(() => this.#elsewhere());
  }

  /** What somebody else claims one thing after another with. */
  #elsewhere(): () => Claimed<K> | undefined {
    const doer: Doer = { next: this.#middle() };
    return () => this.#claimElsewhere(doer);
  }

  /** The middle of the longest row of things that nobody has; the number behind the last where there is none. */
  #middle(): number {
    let middle = this.#jobs.length;
    let longest = 0;
    let length = 0;
    for (const [number, { taken }] of this.#jobs.entries()) {
      length = taken ? 0 : length + 1;
      if (length <= longest) continue;
      longest = length;
      middle = number - Math.floor((length - 1) / 2);
    }
    return middle;
  }

  #claim(doer: Doer): Job<K> | undefined {
    if (this.#jobs[doer.next]?.taken !== false) doer.next = this.#middle();
    const job = this.#jobs[doer.next];
    if (job === undefined) return undefined;
    job.taken = true;
    doer.next += 1;
    return job;
  }

  #claimElsewhere(doer: Doer): Claimed<K> | undefined {
    const job = this.#claim(doer);
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
      const next = this.#claim(this.#here);
      if (next === undefined) break;
      // What it fails at is told where it is asked for.
      await this.#doHere(next).catch(() => {});
    }
    // What somebody else does when the run is interrupted, or fails at, is done here: that tells what has to be told.
    const result = await Promise.race([job.result, this.#interrupted]);
    return result ?? (await job.here());
  }

  /** What came of each, in their order; when nobody asks for more, that is the end. */
  async *results(): AsyncGenerator<Whole[K]['result'], void> {
    try {
      for (const index of this.#jobs.keys()) yield await this.result(index);
    } finally {
      this.end();
    }
  }

  /** Nobody else is called any more. */
  end(): void {
    this.#leave?.();
    this.#over.abort();
  }
}
