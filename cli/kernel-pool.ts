import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Visited } from '../checker/live/cross-check.ts';
import { removeCgroupsAtExit } from '../kernel/kernel-machine.ts';
import type { Request } from '../spec/semantics.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { UsageError } from './exit.ts';
import { beforeEnding } from './interruption.ts';
import type { Answer, Assignment, Order } from './kernel-orders.ts';

/** What came of a whole run. */
export interface PoolResult {
  readonly visited: readonly Visited[];
  /** States that were to be visited, and those that were. */
  readonly planned: number;
  readonly done: number;
  /** Workers that ended on their own, with the reason and the state they were in. */
  readonly deaths: readonly string[];
  /** Warnings of the kernel, each with the request that raised it. */
  readonly alarms: readonly { readonly lines: readonly string[]; readonly request: string }[];
  /** Whether every worker could read the whole kernel log. */
  readonly log: boolean;
  /** Why the kernel cannot be used at all. */
  readonly unavailable?: string;
  readonly interrupted: boolean;
}

export interface PoolOptions {
  readonly workers: number;
  /** Asked between states. */
  readonly stopped: () => boolean;
  readonly onVisited: (visited: Visited, done: number, planned: number) => void;
}

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/kernel-worker.js'));

/** How often an interruption is looked for, in ms. */
const TICK = 100;

/** Shortest paths to the states to visit. */
type Paths = readonly (readonly Request[])[];

/**
 * Lets several workers visit states, each with a kernel machine of its own: their waits for grace periods overlap. Ends
 * when all states are visited, at the first deviation unless it is to go on, at an alarm, or when it is stopped. Workers
 * start while the paths are still looked for, and end where that fails. Rejects with a UsageError where a file with a
 * semantics is not fit for it.
 */
export async function visitAll(
  assignment: Assignment,
  found: Paths | Promise<Paths>,
  { workers, stopped, onVisited }: PoolOptions,
): Promise<PoolResult> {
  removeCgroupsAtExit(); // a worker that is terminated cannot
  const pool = new Pool(assignment, onVisited);
  // A worker that makes a cgroup after the process has removed them would leave it.
  const forget = beforeEnding(() => pool.terminate());
  const tick = setInterval(() => {
    if (stopped()) pool.interrupt();
  }, TICK);
  try {
    for (let number = 1; number <= workers; number += 1) pool.start(number);
    Promise.resolve(found).then(
      (paths) => pool.go(paths),
      (error) => pool.fail(error),
    );
    return await pool.result;
  } finally {
    clearInterval(tick);
    forget();
  }
}

/** Workers, and what they have seen so far. */
class Pool {
  /** What came of it, once no worker is left and it is known what they had to do. */
  readonly result: Promise<PoolResult>;
  readonly #assignment: Assignment;
  readonly #onVisited: PoolOptions['onVisited'];
  #resolve!: (result: PoolResult) => void;
  #reject!: (error: unknown) => void;
  /** What was seen in each state, by its number. */
  readonly #visited = new Map<number, Visited>();
  /** The number of the state that each worker is in. */
  readonly #given = new Map<Worker, number>();
  readonly #deaths: string[] = [];
  readonly #alarms: PoolResult['alarms'][number][] = [];
  readonly #alive = new Set<Worker>();
  /** Those that wait for the paths. */
  readonly #waiting: Worker[] = [];
  #paths: Paths | undefined;
  #unavailable: string | undefined;
  #failure: { readonly error: unknown } | undefined;
  #next = 0;
  #isLogged = true;
  /** Whether no more states are given out. */
  #isEnding = false;
  #isInterrupted = false;

  constructor(assignment: Assignment, onVisited: PoolOptions['onVisited']) {
    this.#assignment = assignment;
    this.#onVisited = onVisited;
    this.result = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Starts a worker, which says when it is ready. */
  start(number: number): void {
    const worker = new Worker(SCRIPT, { workerData: this.#assignment });
    this.#alive.add(worker);
    worker.on('message', (answer: Answer) => this.#hear(worker, answer));
    worker.on('error', ({ message }) => {
      this.#deaths.push(`worker ${number} died ${this.#whereIs(worker)}: ${message}`);
    });
    worker.on('exit', (code) => {
      this.#alive.delete(worker);
      const isSaid = this.#deaths.some((death) => death.startsWith(`worker ${number} `));
      if (code !== 0 && !this.#isInterrupted && !isSaid)
        this.#deaths.push(`worker ${number} ended with code ${code} ${this.#whereIs(worker)}`);
      this.#settle();
    });
  }

  #whereIs(worker: Worker): string {
    const state = this.#given.get(worker);
    return state === undefined ? 'before its first state' : `at state ${state + 1} of ${this.#paths?.length}`;
  }

  #hear(worker: Worker, answer: Answer): void {
    switch (answer.is) {
      case 'unavailable':
        this.#unavailable = answer.reason;
        this.#isEnding = true;
        return; // it has ended
      case 'refused':
        this.#failure ??= { error: new UsageError(answer.message) };
        this.#isEnding = true;
        return;
      case 'alarm':
        this.#alarms.push(answer);
        this.#isEnding = true;
        break;
      case 'visited': {
        const { visited } = answer;
        this.#isLogged &&= answer.log;
        this.#visited.set(this.#given.get(worker)!, visited);
        this.#onVisited(visited, this.#visited.size, this.#paths?.length ?? 0);
        if (visited.deviations.length > 0 && !this.#assignment.keepGoing) this.#isEnding = true;
      }
    }
    this.#give(worker);
  }

  /** Gives a worker its next state, if there is one, when the paths are known. */
  #give(worker: Worker): void {
    if (this.#paths === undefined && !this.#isEnding) {
      this.#waiting.push(worker);
      return;
    }
    const path = this.#isEnding ? undefined : this.#paths?.[this.#next];
    const order: Order = path === undefined ? { is: 'stop' } : { is: 'visit', path };
    if (path !== undefined) {
      this.#given.set(worker, this.#next);
      this.#next += 1;
    }
    worker.postMessage(order);
  }

  /** Lets the workers go through the states at the end of these paths. */
  go(paths: Paths): void {
    this.#paths = paths;
    for (const worker of this.#waiting) this.#give(worker);
    this.#settle();
  }

  /** Ends them all: there is nothing for them to do. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    void this.terminate();
    this.#settle();
  }

  /** Ends them all, wherever they are. */
  interrupt(): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.#isEnding = true;
    void this.terminate();
  }

  async terminate(): Promise<void> {
    await Promise.all([...this.#alive].map((worker) => worker.terminate()));
  }

  #settle(): void {
    const isKnown = this.#paths !== undefined || this.#unavailable !== undefined || this.#failure !== undefined;
    if (this.#alive.size > 0 || !isKnown) return;
    if (this.#failure !== undefined) {
      this.#reject(this.#failure.error);
      return;
    }
    this.#resolve({
      // In the order of the states, whichever worker was faster.
      visited: [...this.#visited].toSorted(([one], [other]) => one - other).map(([, each]) => each),
      planned: this.#paths?.length ?? 0,
      done: this.#visited.size,
      deaths: this.#deaths,
      alarms: this.#alarms,
      log: this.#isLogged,
      interrupted: this.#isInterrupted,
      ...(this.#unavailable === undefined ? {} : { unavailable: this.#unavailable }),
    });
  }
}
