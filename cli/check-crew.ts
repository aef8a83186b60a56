import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { CheckOptions } from '../checker/check/check.ts';
import type { Counts } from '../checker/check/counts.ts';
import type { Expanded } from '../checker/check/portion.ts';
import type { CheckHand } from '../checker/check/shared-check.ts';
import type { Verdict } from '../checker/check/verdict.ts';
import type { Failure } from '../checker/decide/failure.ts';
import type { Ending } from '../checker/search/discovery.ts';
import type { Task } from '../checker/search/shared.ts';
import type { Request, Scope } from '../spec/semantics.ts';
import { PACKAGE } from '../traces/package-folder.ts';

/** What a worker is made with: the semantics by its name or file, which it loads itself. */
export interface CheckAssignment {
  readonly name: string;
  readonly scope: Scope;
  readonly fault: string | undefined;
  readonly options: CheckOptions;
}

/** What a worker is sent: a check that it joins, states of that one, or a check that it does alone. */
export type CheckOrder =
  | { readonly is: 'begin'; readonly assignment: CheckAssignment }
  | { readonly is: 'expand'; readonly tasks: readonly Task<Request>[] }
  | { readonly is: 'check'; readonly assignment: CheckAssignment };

/** What came of a whole check: the verdict, and how its search ended. */
export interface CheckedElsewhere {
  readonly verdict: Verdict;
  readonly explored: { readonly ending: Ending<Request, Failure> };
}

/** What it answers. */
export type CheckReply =
  | { readonly is: 'ready' }
  | { readonly is: 'expanded'; readonly outcomes: readonly Expanded[]; readonly counts: Counts }
  | { readonly is: 'checked'; readonly checked: CheckedElsewhere };

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/check-worker.js'));

/** A check is its own for this long, in ms, before others are called: most are done by then. */
const PATIENCE = 1500;

/** One worker thread: it joins one check, or does several alone. */
class WorkerHand implements CheckHand {
  readonly #worker = new Worker(SCRIPT);
  counted: Counts | undefined;
  #ready = () => {};
  #settle: { resolve(all: readonly Expanded[]): void; reject(error: Error): void } | undefined;
  #checked: { resolve(checked: CheckedElsewhere): void; reject(error: Error): void } | undefined;
  #lost: Error | undefined;

  constructor() {
    this.#worker.on('message', (reply: CheckReply) => {
      if (reply.is === 'expanded') {
        this.counted = reply.counts;
        this.#settle?.resolve(reply.outcomes);
      } else if (reply.is === 'checked') this.#checked?.resolve(reply.checked);
      else this.#ready();
    });
    this.#worker.on('error', (error) => {
      this.#lost = error as Error;
      this.#settle?.reject(this.#lost);
      this.#checked?.reject(this.#lost);
    });
  }

  /** Joins a check; `ready` is called when it is. */
  begin(assignment: CheckAssignment, ready: () => void): void {
    this.#ready = ready;
    this.#worker.postMessage({ is: 'begin', assignment } satisfies CheckOrder);
  }

  expand(tasks: readonly Task<Request>[]): Promise<readonly Expanded[]> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (this.#lost !== undefined) reject(this.#lost);
      else this.#worker.postMessage({ is: 'expand', tasks } satisfies CheckOrder);
    });
  }

  /** Does a whole check. */
  check(assignment: CheckAssignment): Promise<CheckedElsewhere> {
    return new Promise((resolve, reject) => {
      this.#checked = { resolve, reject };
      this.#worker.postMessage({ is: 'check', assignment } satisfies CheckOrder);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Several threads that join one check which takes its time, or do whole checks. */
export class Crew {
  readonly #others: number;
  #workers: WorkerHand[] = [];

  /** `workers` counts the thread that asks. */
  constructor(workers: number) {
    this.#others = workers - 1;
  }

  /** Calls the others to a check, whose hands they become; what is returned takes that back, where they were not called yet. */
  join(assignment: CheckAssignment, hands: CheckHand[]): () => void {
    const timer = setTimeout(() => {
      for (const worker of this.#called()) worker.begin(assignment, () => hands.push(worker));
    }, PATIENCE);
    return () => clearTimeout(timer);
  }

  /** Lets the others do whole checks, as long as `claim` has some. */
  serve(
    claim: () => { readonly assignment: CheckAssignment; done(result: CheckedElsewhere | undefined): void } | undefined,
  ): void {
    for (const worker of this.#called()) void this.#serving(worker, claim);
  }

  #called(): readonly WorkerHand[] {
    this.#workers = Array.from({ length: this.#others }, () => new WorkerHand());
    return this.#workers;
  }

  async #serving(worker: WorkerHand, claim: Parameters<Crew['serve']>[0]): Promise<void> {
    for (let job = claim(); job !== undefined; job = claim()) {
      try {
        job.done(await worker.check(job.assignment));
      } catch {
        job.done(undefined);
        return;
      }
    }
  }

  /** Ends them all. */
  async end(): Promise<void> {
    const workers = this.#workers;
    this.#workers = [];
    await Promise.all(workers.map((worker) => worker.end()));
  }
}
