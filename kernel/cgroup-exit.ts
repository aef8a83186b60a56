import { isMainThread } from 'node:worker_threads';
import { findCgroupMount } from './cgroup-mount.ts';
import { removeOwn } from './cgroup-remains.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

let atExit = false;
let atSignals = false;

/**
 * From now on the cgroups that are left are removed when the calling thread ends: those of all threads where it is the
 * main one. A worker that is terminated runs no code any more, so a main thread that starts workers has to call this.
 */
export function removeCgroupsAtExit(): void {
  if (atExit) return;
  atExit = true;
  process.on('exit', removeLeft);
}

/**
 * As removeCgroupsAtExit, also for a signal that ends the process without exit. Where others listen to it too, it is
 * theirs to end the process.
 */
export function removeCgroupsAtEnd(): void {
  removeCgroupsAtExit();
  if (!isMainThread || atSignals) return;
  atSignals = true;
  for (const signal of SIGNALS) endBy(signal);
}

function endBy(signal: NodeJS.Signals): void {
  const end = () => {
    if (process.listenerCount(signal) > 1) return;
    removeLeft();
    process.off(signal, end);
    process.kill(process.pid, signal);
  };
  process.on(signal, end);
}

function removeLeft(): void {
  try {
    removeOwn(findCgroupMount(), isMainThread ? 'process' : 'thread');
  } catch {
    // Nothing can be told or done any more; the next machine that is opened sweeps.
  }
}
