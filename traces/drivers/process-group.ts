import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DriverError } from './driver-error.ts';

interface StartOptions {
  readonly stderr?: 'inherit' | 'ignore';
  readonly cwd?: string;
}

/** The processes that are not ended yet. */
const running = new Set<ChildProcess>();

/** Nothing is left behind, however this process ends (but by SIGKILL: then their standard input ends). */
const endAll = () => {
  for (const child of running) endGroup(child);
};

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such program',
  EACCES: 'it is not executable',
  ENOEXEC: 'it is no program: does its first line name an interpreter?',
};

/** The words of a command; the path of a file that exists is one word, whatever is in it. */
function wordsOf(command: string, cwd: string): readonly string[] {
  return existsSync(resolve(cwd, command)) ? [command] : command.trim().split(/\s+/);
}

/** Starts a command as the leader of a process group of its own. A DriverError says why it cannot be started. */
export function startGroup(
  command: string,
  { stderr = 'inherit', cwd = process.cwd() }: StartOptions,
): Promise<ChildProcess> {
  const [program, ...args] = wordsOf(command, cwd);
  if (program === undefined || program === '') throw new DriverError('expected a command to start, found none');
  const child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', stderr], detached: true });
  return new Promise((started, failed) => {
    child.once('spawn', () => {
      if (running.size === 0) process.on('exit', endAll);
      running.add(child);
      child.once('exit', () => endGroup(child));
      started(child);
    });
    child.once('error', (error: NodeJS.ErrnoException) =>
      failed(new DriverError(`${command} cannot be started: ${REASONS[error.code ?? ''] ?? error.message}`)),
    );
  });
}

/** Kills a process and every other one of its group; does nothing the second time. */
export function endGroup(child: ChildProcess): void {
  if (!running.delete(child)) return;
  if (running.size === 0) process.off('exit', endAll);
  try {
    process.kill(-child.pid!, 'SIGKILL');
  } catch {
    // all of them have ended
  }
}
