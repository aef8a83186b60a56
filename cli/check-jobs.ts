import type { Checked } from '../checker/check/check.ts';
import type { CheckAssignment, CheckedElsewhere, Crew } from './check-crew.ts';
import { interruption } from './interruption.ts';

/** A check, and who does it. */
interface Job {
  readonly assignment: CheckAssignment;
  /** Does it here. */
  readonly here: () => Promise<Checked>;
  result?: Promise<CheckedElsewhere | Checked | undefined> | undefined;
  settled: boolean;
}

/** Nobody else is called within this time, in ms: some checks are done by then. */
const PATIENCE = 200;

/**
 * Several checks, which are asked for in their order: others do some of those behind while one is done here. What comes of a check does not
 * depend on who does it.
 */
export class Jobs {
  readonly #jobs: readonly Job[];
  readonly #crew: Crew;
  readonly #timer: NodeJS.Timeout;
  /** Comes to nothing when the run is interrupted. */
  readonly #interrupted: Promise<undefined>;
  #next = 0;

  constructor(jobs: readonly Pick<Job, 'assignment' | 'here'>[], crew: Crew) {
    this.#jobs = jobs.map((job) => ({ ...job, settled: false }));
    this.#crew = crew;
    this.#interrupted = new Promise((resolve) => {
      if (interruption.aborted) resolve(undefined);
      interruption.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    this.#timer = setTimeout(() => crew.serve(() => this.#claimElsewhere()), PATIENCE);
  }

  #claim(): Job | undefined {
    const job = this.#jobs[this.#next];
    if (job !== undefined) this.#next += 1;
    return job;
  }

  /** A check for somebody else to do; what is returned takes what came of it, or nothing where that failed. */
  #claimElsewhere():
    | { readonly assignment: CheckAssignment; done(result: CheckedElsewhere | undefined): void }
    | undefined {
    const job = this.#claim();
    if (job === undefined) return undefined;
    let done = (_: CheckedElsewhere | undefined) => {};
    job.result = new Promise((resolve) => {
      done = (result) => {
        job.settled = true;
        resolve(result);
      };
    });
    return { assignment: job.assignment, done };
  }

  async #doHere(job: Job): Promise<Checked> {
    const result = job.here();
    job.result = result;
    try {
      return await result;
    } finally {
      job.settled = true;
    }
  }

  /** What came of a check. Those behind it are begun here, while somebody else is at it. */
  async checked(index: number): Promise<CheckedElsewhere | Checked> {
    const job = this.#jobs[index]!;
    while (!job.settled && !interruption.aborted) {
      const next = this.#claim();
      if (next === undefined) break;
      await this.#doHere(next);
    }
    // A check that somebody else does when the run is interrupted, or fails at, is done here: that tells what has to be told.
    const result = await Promise.race([job.result, this.#interrupted]);
    return result ?? (await job.here());
  }

  async end(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#crew.end();
  }
}
