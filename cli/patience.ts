import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, Worker } from 'node:worker_threads';
import { PACKAGE } from '../traces/package-folder.ts';
import { headOf } from '../traces/report-head.ts';
import type { ErrorReport } from './error-report.ts';
import { EXIT } from './exit.ts';
import { jsonText, wantsJson } from './text/output.ts';

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/cli/patience-thread.js'));

/** How often this thread shows that it gets on, in ms. */
const BEAT = 100;

/** What the thread that waits needs to know. */
export interface Waiting {
  /** Counts up as long as the main thread gets on. */
  readonly beats: Int32Array<SharedArrayBuffer>;
  /** How long it may stand still, in ms. */
  readonly patience: number;
  readonly exit: number;
  readonly message: string;
  /** What is to be printed, if --json is asked for. */
  readonly json: string | undefined;
}

/**
 * Ends the process, with wrong usage, where this thread stands still for too long: a loop without end lets in no timer and no signal, so
 * another thread looks. Gives what calls it off. A thread that is not the main one is not watched: the main one loads a file first.
 */
export function endWhereStill(patience: number, message: string): () => void {
  if (!isMainThread) return () => {};
  const beats = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT);
  timer.unref();
  const report: ErrorReport = { ...headOf('mprog-error', 2), exit: EXIT.USAGE, kind: 'input', message };
  const json = wantsJson() ? jsonText(report) : undefined;
  const workerData: Waiting = { beats, patience, exit: EXIT.USAGE, message, json };
  const thread = new Worker(SCRIPT, { workerData });
  thread.unref();
  return () => {
    clearInterval(timer);
    void thread.terminate();
  };
}
