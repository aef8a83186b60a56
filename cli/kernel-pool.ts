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
export function visitAll(
  assignment: Assignment,
  found: Paths | Promise<Paths>,
  { workers, stopped, onVisited }: PoolOptions,
): Promise<PoolResult> {
  removeCgroupsAtExit(); // a worker that is terminated cannot
  return new Promise((resolve, reject) => {
    /** What was seen in each state, by its number. */
    const visited = new Map<number, Visited>();
    /** The number of the state that each worker is in. */
    const given = new Map<Worker, number>();
    const deaths: string[] = [];
    const alarms: PoolResult['alarms'][number][] = [];
    const alive = new Set<Worker>();
    /** Those that wait for the paths. */
    const waiting: Worker[] = [];
    let paths: Paths | undefined;
    let unavailable: string | undefined;
    let refused: UsageError | undefined;
    let next = 0;
    let ending = false;
    let interrupted = false;
    let tick: NodeJS.Timeout | undefined;
    // A worker that makes a cgroup after the process has removed them would leave it.
    const forget = beforeEnding(() => Promise.all([...alive].map((worker) => worker.terminate())));

    const settle = () => {
      if (alive.size > 0 || (paths === undefined && unavailable === undefined && refused === undefined)) return;
      clearInterval(tick);
      forget();
      if (refused !== undefined) {
        reject(refused);
        return;
      }
      const done = visited.size;
      // In the order of the states, whichever worker was faster.
      const inOrder = [...visited].toSorted(([one], [other]) => one - other).map(([, each]) => each);
      const said = unavailable === undefined ? {} : { unavailable };
      resolve({ visited: inOrder, planned: paths?.length ?? 0, done, deaths, alarms, interrupted, ...said });
    };
    const give = (worker: Worker) => {
      if (paths === undefined && !ending) {
        waiting.push(worker);
        return;
      }
      const path = ending ? undefined : paths?.[next];
      const order: Order = path === undefined ? { is: 'stop' } : { is: 'visit', path };
      if (path !== undefined) {
        given.set(worker, next);
        next += 1;
      }
      worker.postMessage(order);
    };
    const start = (number: number) => {
      const worker = new Worker(SCRIPT, { workerData: assignment });
      const at = () => {
        const state = given.get(worker);
        return state === undefined ? 'before its first state' : `at state ${state + 1} of ${paths?.length}`;
      };
      alive.add(worker);
      worker.on('message', (answer: Answer) => {
        if (answer.is === 'unavailable') {
          unavailable = answer.reason;
          ending = true;
          return;
        }
        if (answer.is === 'refused') {
          refused ??= new UsageError(answer.message);
          ending = true;
          return;
        }
        if (answer.is === 'alarm') {
          alarms.push(answer);
          ending = true;
        }
        if (answer.is === 'visited') {
          visited.set(given.get(worker)!, answer.visited);
          onVisited(answer.visited, visited.size, paths?.length ?? 0);
          if (answer.visited.deviations.length > 0 && !assignment.keepGoing) ending = true;
        }
        give(worker);
      });
      worker.on('error', (error) => {
        deaths.push(`worker ${number} died ${at()}: ${error.message}`);
      });
      worker.on('exit', (code) => {
        alive.delete(worker);
        if (code !== 0 && !interrupted && !deaths.some((death) => death.startsWith(`worker ${number} `)))
          deaths.push(`worker ${number} ended with code ${code} ${at()}`);
        settle();
      });
    };
    for (let number = 1; number <= workers; number += 1) start(number);
    Promise.resolve(found).then(
      (all) => {
        paths = all;
        for (const worker of waiting) give(worker);
        settle();
      },
      (error) => {
        paths = [];
        for (const worker of alive) void worker.terminate();
        reject(error);
      },
    );
    tick = setInterval(() => {
      if (!stopped() || interrupted) return;
      interrupted = true;
      ending = true;
      for (const worker of alive) void worker.terminate();
    }, TICK);
  });
}
