import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Counts } from '../../checker/check/counts.ts';
import type { Expanded } from '../../checker/check/portion.ts';
import type { CheckHand } from '../../checker/check/shared-check.ts';
import type { Task } from '../../checker/search/shared.ts';
import type { Request } from '../../spec/semantics.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { UsageError } from '../exit.ts';
import type { CheckAssignment, Kind, Order, Result } from './assignments.ts';

/** What a worker is sent: a check that it joins, states of that one, or something that it does alone. */
export type Message =
  | { readonly is: 'begin'; readonly assignment: CheckAssignment }
  | { readonly is: 'expand'; readonly tasks: readonly Task<Request>[] }
  | { readonly is: 'do'; readonly order: Order };

/** What it answers. */
export type Reply =
  | { readonly is: 'ready' }
  | { readonly is: 'expanded'; readonly outcomes: readonly Expanded[]; readonly counts: Counts }
  | { readonly is: 'done'; readonly result: Result<Kind> };

/** Something for somebody else to do. `done` takes what came of it, or nothing where that failed. */
export interface Claimed<K extends Kind> {
  readonly order: Order<K>;
  done(result: Result<K> | undefined): void;
}

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/worker.js'));

/** A check is its own for this long, in ms, before others are called: most are done by then. */
const PATIENCE = 1500;

/** One worker thread: it joins one check, or does several things alone. */
class WorkerHand implements CheckHand {
  readonly #worker = new Worker(SCRIPT);
  counted: Counts | undefined;
  #ready = () => {};
  #settle: { resolve(all: readonly Expanded[]): void; reject(error: Error): void } | undefined;
  #done: { resolve(result: never): void; reject(error: Error): void } | undefined;
  #lost: Error | undefined;

  constructor() {
    this.#worker.on('message', (reply: Reply) => {
      if (reply.is === 'expanded') {
        this.counted = reply.counts;
        this.#settle?.resolve(reply.outcomes);
      } else if (reply.is === 'done') this.#done?.resolve(reply.result as never);
      else this.#ready();
    });
    this.#worker.on('error', (error) => {
      this.#lost = error as Error;
      this.#settle?.reject(this.#lost);
      this.#done?.reject(this.#lost);
    });
  }

  /** Joins a check; `ready` is called when it is. */
  begin(assignment: CheckAssignment, ready: () => void): void {
    this.#ready = ready;
    this.#worker.postMessage({ is: 'begin', assignment } satisfies Message);
  }

  expand(tasks: readonly Task<Request>[]): Promise<readonly Expanded[]> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      if (this.#lost !== undefined) reject(this.#lost);
      else this.#worker.postMessage({ is: 'expand', tasks } satisfies Message);
    });
  }

  /** Does something whole. */
  do<K extends Kind>(order: Order<K>): Promise<Result<K>> {
    return new Promise((resolve, reject) => {
      this.#done = { resolve, reject };
      if (this.#lost !== undefined) reject(this.#lost);
      else this.#worker.postMessage({ is: 'do', order: order as Order } satisfies Message);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}

/** Several threads that join one check which takes its time, or do things whole. */
export class Crew {
  readonly #others: number;
  #workers: WorkerHand[] = [];

  /** `workers` counts the thread that asks. */
  constructor(workers: number) {
    this.#others = workers - 1;
  }

  /** How many threads there are, with the one that asks. */
  get size(): number {
    return this.#others + 1;
  }

  /** Calls the others to a check, whose hands they become; what is returned takes that back, where they were not called yet. */
  join(assignment: CheckAssignment, hands: CheckHand[]): () => void {
    const timer = setTimeout(() => {
      for (const worker of this.#called()) worker.begin(assignment, () => hands.push(worker));
    }, PATIENCE);
    return () => clearTimeout(timer);
  }

  /** Lets the others do things whole, as long as `claim` has some. */
  serve<K extends Kind>(claim: () => Claimed<K> | undefined): void {
    for (const worker of this.#called()) void this.#serving(worker, claim);
  }

  #called(): readonly WorkerHand[] {
    this.#workers = Array.from({ length: this.#others }, () => new WorkerHand());
    return this.#workers;
  }

  async #serving<K extends Kind>(worker: WorkerHand, claim: () => Claimed<K> | undefined): Promise<void> {
    for (let claimed = claim(); claimed !== undefined; claimed = claim()) {
      try {
        claimed.done(await worker.do(claimed.order));
      } catch {
        claimed.done(undefined);
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

/** As many threads as were asked for, or one for each core; nothing where this one is enough. A UsageError on less than one. */
export function crewOf(workers = availableParallelism()): Crew | undefined {
  if (workers < 1) throw new UsageError(`--workers: expected at least 1, found ${workers}`);
  return workers === 1 ? undefined : new Crew(workers);
}
