import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Interrupted } from '../../checker/search/interrupted.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { beforeEnding, interrupted, interruption } from '../interruption.ts';

/** What a command printed under --json, and its exit code. */
export interface Printed {
  readonly text: string;
  readonly code: number;
}

/** Runs mprog with --json in a process beside this one; a signal ends it too, and is an Interrupted. */
export async function printedBy(words: readonly string[]): Promise<Printed> {
  const asked = words.includes('--json') ? words : [...words, '--json'];
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/cli/main.js'), ...asked], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  const stop = () => child.kill('SIGTERM');
  interruption.addEventListener('abort', stop);
  const settled = beforeEnding(async () => {
    stop();
    await ended;
  });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  try {
    const code = await ended;
    if (interrupted()) throw new Interrupted('nothing was written');
    return { text: Buffer.concat(parts).toString('utf8'), code };
  } finally {
    interruption.removeEventListener('abort', stop);
    settled();
  }
}
