import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { debuglog } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { PortionHand } from '../../checker/search/portion.ts';
import type { Outcome, Task } from '../../checker/search/shared.ts';
import type { Request } from '../../spec/semantics.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { UsageError } from '../exit.ts';
import type { Shared, SharedKind, SharedOrder, Whole, WholeKind, WholeOrder } from './assignments.ts';

type Expanded = readonly Outcome<Request, never>[];

/** What a worker is sent: a search that it joins, states of that one, or something that it does alone. */
export type Message =
  | { readonly is: 'begin'; readonly order: SharedOrder }
  | { readonly is: 'expand'; readonly tasks: readonly Task<Request>[] }
  | { readonly is: 'do'; readonly order: WholeOrder };

/** What it answers. */
export type Reply =
  | { readonly is: 'ready' }
  | {
      readonly is: 'expanded';
      readonly outcomes: readonly Outcome<Request, unknown>[];
      readonly counts: Shared[SharedKind]['counts'];
    }
  | { readonly is: 'done'; readonly result: Whole[WholeKind]['result'] };

/** Something for somebody else to do. `done` takes what came of it, or nothing where that failed. */
export interface Claimed<K extends WholeKind> {
  readonly order: WholeOrder<K>;
  done(result: Whole[K]['result'] | undefined): void;
}

/** Somebody who has joined a search of a kind. */
type HandOf<K extends SharedKind> = PortionHand<Request, never, Shared[K]['counts']>;

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/worker.js'));

/** What threads do, on standard error where NODE_DEBUG says `mprog-workers`: what is printed is the same whoever does it. */
export const debug = debuglog('mprog-workers');

/**
 * Milliseconds that this thread works alone before workers are started for whole jobs, and before they are asked to join its search: most
 * searches are done by then.
 */
const PATIENCE = { whole: 200, joined: 700 };

/** One worker thread: it answers one message after another. */
class WorkerThread {
  readonly #worker = new Worker(SCRIPT);
  /** Who waits for an answer: they come in the order of the messages. */
  readonly #waiting: { resolve(reply: Reply): void; reject(error: Error): void }[] = [];
  #lost: Error | undefined;
  #ended = false;

  constructor() {
    this.#worker.on('message', (reply: Reply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (error) => this.#lose(error as Error));
    this.#worker.on('exit', () => {
      if (!this.#ended) this.#lose(new Error('the thread has ended'));
    });
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#lost);
  }

  /** Rejects where the worker fails. */
  ask(message: Message): Promise<Reply> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise<Reply>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(message);
    });
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#worker.terminate();
  }
}

/** A worker thread in a search that it has joined. */
class Joined implements PortionHand<Request, never, Shared[SharedKind]['counts']> {
  readonly #worker: WorkerThread;
  counted: Shared[SharedKind]['counts'] | undefined;

  constructor(worker: WorkerThread) {
    this.#worker = worker;
  }

  async expand(tasks: readonly Task<Request>[]): Promise<Expanded> {
    const reply = await this.#worker.ask({ is: 'expand', tasks });
    if (reply.is !== 'expanded') throw new Error(`expected what came of states, found ${reply.is}`);
    this.counted = reply.counts;
    debug('expanded %d states', tasks.length);
    return reply.outcomes as Expanded; // what a failure is depends on the kind of search
  }
}

/** A search that others may join: what lets one of them in, who comes once. */
type Open = (worker: WorkerThread) => void;

/** Several threads that do things whole, or join a search which takes its time; one that has nothing left to do whole joins the search under way. */
export class Crew {
  readonly #others: number;
  readonly #since = performance.now();
  #workers: readonly WorkerThread[] | undefined;
  /** Those that do things whole. */
  readonly #serving = new Set<WorkerThread>();
  #open: Open | undefined;

  /** `workers` counts the thread that asks. */
  constructor(workers: number) {
    this.#others = workers - 1;
  }

  /** Calls the others to a search, whose hands they become; what is returned ends that for those that were not called yet. */
  join<K extends SharedKind>(order: SharedOrder<K>, hands: HandOf<K>[]): () => void {
    const came = new Set<WorkerThread>();
    const open: Open = (worker) => {
      if (came.has(worker) || this.#serving.has(worker)) return;
      came.add(worker);
      worker.ask({ is: 'begin', order: order as SharedOrder }).then(
        () => {
          if (this.#open === open) hands.push(new Joined(worker) as HandOf<K>);
          debug('joined %s', order.kind);
        },
        // What the search finds out too, or one that is lost: others go on.
        (error: unknown) => debug('lost when joining %s: %s', order.kind, error),
      );
    };
    this.#open = open;
    const timer = this.#after(PATIENCE.joined, () => this.#called().forEach(open));
    return () => {
      clearTimeout(timer);
      this.#open = undefined;
    };
  }

  /**
   * Lets the others do things whole: `claiming` gives each of them something to claim with, as long as there is something to do. What is
   * returned ends that for those that were not called yet.
   */
  serve<K extends WholeKind>(claiming: () => () => Claimed<K> | undefined): () => void {
    const timer = this.#after(PATIENCE.whole, () => {
      for (const worker of this.#called()) void this.#serve(worker, claiming());
    });
    return () => clearTimeout(timer);
  }

  /** Does something when this thread has worked alone for so long. */
  #after(patience: number, act: () => void): NodeJS.Timeout {
    return setTimeout(act, Math.max(0, this.#since + patience - performance.now()));
  }

  #called(): readonly WorkerThread[] {
    this.#workers ??= Array.from({ length: this.#others }, () => new WorkerThread());
    return this.#workers;
  }

  async #serve<K extends WholeKind>(worker: WorkerThread, claim: () => Claimed<K> | undefined): Promise<void> {
    this.#serving.add(worker);
    for (let claimed = claim(); claimed !== undefined; claimed = claim()) {
      try {
        const reply = await worker.ask({ is: 'do', order: claimed.order as WholeOrder });
        claimed.done(reply.is === 'done' ? reply.result : undefined);
        debug('did %s', claimed.order.kind);
      } catch (error) {
        debug('lost at %s: %s', claimed.order.kind, error);
        claimed.done(undefined);
        return;
      }
    }
    this.#serving.delete(worker);
    this.#open?.(worker);
  }

  /** Ends them all. */
  async end(): Promise<void> {
    const workers = this.#workers ?? [];
    this.#workers = undefined;
    await Promise.all(workers.map((worker) => worker.end()));
  }
}

/** More threads than this are no use, and each takes memory. */
const MOST = 256;

/** Refuses a number of threads that makes no sense, with a UsageError. */
export function expectWorkers(workers: number): void {
  if (workers < 1 || workers > MOST)
    throw new UsageError(`--workers: expected a number from 1 to ${MOST}, found ${workers}`);
}

/** As many threads as were asked for, or one for each core; nothing where this one is enough. A UsageError on less than one, or too many. */
export function crewOf(workers = Math.min(availableParallelism(), MOST)): Crew | undefined {
  expectWorkers(workers);
  return workers === 1 ? undefined : new Crew(workers);
}
