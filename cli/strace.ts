import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Interrupted } from '../checker/search/interrupted.ts';
import { textOf } from '../traces/text-file.ts';
import { TraceError } from '../traces/trace-error.ts';
import { requireWritable } from '../traces/write.ts';
import { UsageError } from './exit.ts';
import { beforeEnding, interruption } from './interruption.ts';

/** The calls that an observation follows. */
const CALLS =
  'bpf,openat,close,close_range,dup,dup2,dup3,fcntl,mkdir,mkdirat,rmdir,unlink,unlinkat,clone,clone3,fork,vfork,execve,unshare,setns';

/** The first version of strace that shows all fields of all commands. */
const OLDEST = { major: 6, minor: 18 } as const;

/** How a command is to be run. */
export interface Tracing {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** strace itself: a path, or a name to look up. */
  readonly strace: string;
  /** Where the log is to stay, if it is. */
  readonly log?: string | undefined;
  /** Whether a file that is there already may be replaced. */
  readonly force: boolean;
  /** Whether standard output belongs to mprog alone: that of the command is then standard error. */
  readonly apart: boolean;
}

/** What strace wrote of a command, and what the command ended with. */
export interface Traced {
  readonly text: string;
  readonly ended: number | NodeJS.Signals;
}

/** A UsageError where strace is missing, or hides what is needed. */
function requireStrace(strace: string): void {
  const needed = `strace ${OLDEST.major}.${OLDEST.minor} or later`;
  const { error, stdout } = spawnSync(strace, ['-V'], { encoding: 'utf8' });
  if (error !== undefined) throw new UsageError(`${strace}: expected ${needed}, found no such program`);
  const found = /^strace -- version ((\d+)\.(\d+)\S*)/.exec(stdout);
  if (found === null) throw new UsageError(`${strace}: expected ${needed}, found another program`);
  const [major, minor] = [Number(found[2]), Number(found[3])];
  if (major < OLDEST.major || (major === OLDEST.major && minor < OLDEST.minor))
    throw new UsageError(
      `${strace}: expected ${needed}, found ${found[1]}, which hides what a detach names; a log of it without detaches can be read by mprog observe`,
    );
}

/** A place for the log: beside the file where it is to stay, or in a directory of its own that goes with it. */
function placeFor(log: string | undefined): { readonly path: string; remove(): void } {
  if (log !== undefined) {
    const path = join(dirname(log), `.${randomUUID()}.tmp`);
    return { path, remove: () => rmSync(path, { force: true }) };
  }
  const directory = mkdtempSync(join(tmpdir(), 'mprog-strace-'));
  return { path: join(directory, 'log'), remove: () => rmSync(directory, { recursive: true, force: true }) };
}

function requireFree(log: string, force: boolean): void {
  requireWritable(dirname(log));
  if (!force && existsSync(log)) throw new TraceError(`${log}: there is a file already; --force replaces it`);
}

function keep(from: string, log: string, force: boolean): void {
  if (force) renameSync(from, log);
  else linkSync(from, log);
}

/** Waits for strace, which ends with what the command ends with; a signal to mprog ends both. */
async function endOf(child: ChildProcess, strace: string): Promise<Traced['ended']> {
  return await new Promise<Traced['ended']>((resolve, reject) => {
    child.once('error', (error) => reject(new UsageError(`${strace}: cannot be run (${error.message})`)));
    child.once('exit', (code, signal) => resolve(code ?? signal!));
  });
}

/**
 * Runs a command under strace, with the options that show everything, and gives the log. What the command reads and prints is that of
 * mprog. Nothing is left behind but the log, where it is to stay. A UsageError where strace is missing or too old, or runs nothing; Interrupted after a
 * signal, with the command and all its processes killed.
 */
export async function traced({ command, strace, log, force, apart }: Tracing): Promise<Traced> {
  requireStrace(strace);
  if (log !== undefined) requireFree(log, force);
  const place = placeFor(log);
  const options = [
    '-f',
    '-yy',
    '-v',
    '--kill-on-exit',
    '-e',
    'abbrev=execve',
    '-e',
    `trace=${CALLS}`,
    '-o',
    place.path,
  ];
  const child = spawn(strace, [...options, '--', ...command], { stdio: ['inherit', apart ? 2 : 'inherit', 'inherit'] });
  // strace holds signals back where it writes to a file: with SIGKILL it takes what it traces along.
  const kill = () => void child.kill('SIGKILL');
  const settled = beforeEnding(async () => {
    kill();
    place.remove();
  });
  interruption.addEventListener('abort', kill);
  if (interruption.aborted) kill();
  try {
    const ended = await endOf(child, strace);
    if (interruption.aborted) throw new Interrupted('nothing was judged');
    if (!existsSync(place.path)) throw new UsageError(`${strace}: expected a log, found none: it ended with ${ended}`);
    if (log !== undefined) keep(place.path, log, force);
    return { text: textOf(log ?? place.path), ended };
  } finally {
    interruption.removeEventListener('abort', kill);
    place.remove();
    settled();
  }
}
