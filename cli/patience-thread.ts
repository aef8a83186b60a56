import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Said, Waiting } from './patience.ts';

const { beats, underWay, patience, exit } = workerData as Waiting;

/** How often it is looked, in ms. */
const LOOK = 250;

/** Ends the process from this thread, which `process.exit` does not do; without koffi as a signal does. */
function endProcess(): void {
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    koffi.load(null).func('void _exit(int)')(exit);
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}

const said = new Map<number, Said>();
parentPort!.on('message', (each: Said) => said.set(each.underWay, each));

let last = -1;
/** Looks, not time: a process that was stopped meanwhile did not stand still. */
let still = 0;

setInterval(() => {
  const now = Atomics.load(beats, 0);
  const what = said.get(Atomics.load(underWay, 0));
  still = now === last && what !== undefined ? still + 1 : 0;
  last = now;
  if (what === undefined || still * LOOK < patience) return;
  writeSync(2, `${what.message}\n`);
  if (what.json !== undefined) writeSync(1, what.json);
  endProcess();
}, LOOK);
