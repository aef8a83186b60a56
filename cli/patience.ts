import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PACKAGE } from '../traces/package-folder.ts';
import { headOf } from '../traces/report-head.ts';
import type { ErrorReport } from './error-report.ts';
import { EXIT } from './exit.ts';
import { jsonText, wantsJson } from './text/output.ts';

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/patience-thread.js'));

/** How often this thread shows that it gets on, in ms. */
const BEAT = 100;

/** What the thread that waits is given. */
export interface Waiting {
  /** Counts up as long as this thread gets on. */
  readonly beats: Int32Array<SharedArrayBuffer>;
  /** What is under way; 0: nothing. */
  readonly underWay: Int32Array<SharedArrayBuffer>;
  /** How long this thread may stand still while something is under way, in ms. */
  readonly patience: number;
  readonly exit: number;
}

/** What is to be said where something does not come to an end. */
export interface Said {
  readonly underWay: number;
  readonly message: string;
  /** What is to be printed, if --json is asked for. */
  readonly json: string | undefined;
}

const sharedNumber = () => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Ends the process, with wrong usage, where something takes this thread for too long: a loop without end lets in no timer and no signal, so
 * another thread looks.
 */
export class Patience {
  readonly #beats = sharedNumber();
  readonly #underWay = sharedNumber();
  readonly #thread: Worker;
  readonly #numbers = new Map<unknown, number>();
  /** What is under way, outermost first. */
  readonly #within: number[] = [];

  /** `patience` in ms. */
  constructor(patience: number) {
    const workerData: Waiting = { beats: this.#beats, underWay: this.#underWay, patience, exit: EXIT.USAGE };
    this.#thread = new Worker(SCRIPT, { workerData });
    this.#thread.unref();
    setInterval(() => this.#beat(), BEAT).unref();
  }

  /** Something is under way from now on; `message` is asked for once for each such thing. */
  begins(what: unknown, message: () => string): void {
    this.#within.push(this.#numbers.get(what) ?? this.#announced(what, message()));
    this.#beat();
  }

  /** What was begun last has come to an end. */
  ends(): void {
    this.#within.pop();
    this.#beat();
  }

  #beat(): void {
    this.#beats[0]! += 1;
    this.#underWay[0] = this.#within.at(-1) ?? 0;
  }

  #announced(what: unknown, message: string): number {
    const underWay = this.#numbers.size + 1;
    this.#numbers.set(what, underWay);
    const report: ErrorReport = { ...headOf('mprog-error', 2), exit: EXIT.USAGE, kind: 'input', message };
    const json = wantsJson() ? jsonText(report) : undefined;
    this.#thread.postMessage({ underWay, message, json } satisfies Said);
    return underWay;
  }
}
