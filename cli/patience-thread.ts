import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { workerData } from 'node:worker_threads';
import type { Waiting } from './patience.ts';

const { beats, patience, exit, message, json } = workerData as Waiting;

/** Ends the process from this thread, which `process.exit` does not do; without koffi as a signal does. */
function endProcess(): void {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    koffi.load(null).func('void _exit(int)')(exit);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

let last = -1;
let since = performance.now();

setInterval(() => {
  const now = Atomics.load(beats, 0);
  if (now !== last) [last, since] = [now, performance.now()];
  if (performance.now() - since < patience) return;
  writeSync(2, `${message}\n`);
  if (json !== undefined) writeSync(1, json);
  endProcess();
}, 250);
