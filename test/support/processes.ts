import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** Whether a process is there: a dead one that nobody has asked for is not. */
export function runs(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(file, 'utf8'));
  } catch {
    return false; // it went meanwhile
  }
}

/** Those of some processes that are still there after 10 s: a machine with other work is slow to end one. */
export async function left(pids: readonly number[]): Promise<readonly number[]> {
  for (let tries = 0; tries < 400 && pids.some(runs); tries += 1) await setTimeout(25);
  return pids.filter(runs);
}
