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

/**
 * Runs mprog with --json in a process beside this one. A signal, or a terminal that is closed, ends it too; an Interrupted where that
 * was so, or where something else killed it.
 */
export async function printedBy(words: readonly string[]): Promise<Printed> {
  const asked = words.includes('--json') ? words : [...words, '--json'];
  const child = spawn(process.execPath, [join(PACKAGE, 'dist/cli/main.js'), ...asked], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  const stop = () => child.kill('SIGTERM');
  interruption.addEventListener('abort', stop);
  const settled = beforeEnding(async () => {
    stop();
    await ended;
  });
  // The command is in a session of its own: no closed terminal ends it.
  const atHangup = () => {
    stop();
    process.kill(process.pid, 'SIGHUP');
  };
  process.once('SIGHUP', atHangup);
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  try {
    const code = await ended;
    if (interrupted()) throw new Interrupted('nothing was written');
    if (typeof code === 'string') throw new Interrupted(`the command was ended by ${code}; nothing was written`);
    return { text: Buffer.concat(parts).toString('utf8'), code };
  } finally {
    interruption.removeEventListener('abort', stop);
    process.off('SIGHUP', atHangup);
    settled();
  }
}
