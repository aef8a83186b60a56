import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';

/** The command line as it is shipped. */
export const MAIN = new URL('../../dist/cli/main.js', import.meta.url).pathname;

/** The root of this repository, where commands are run. */
export const ROOT = new URL('../..', import.meta.url).pathname;

export interface Ended {
  readonly code: number | NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Ms from the signal to the end; missing where it ended before. */
  readonly after?: number;
}

/** Runs a command in a shell, where `mprog` is the command line. */
export function shell(line: string): Promise<Ended> {
  const script = `set -o pipefail; mprog() { '${process.execPath}' '${MAIN}' "$@"; }; ${line}`;
  return ended(spawn('bash', ['-c', script], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** Says on fd 3 when the program listens for SIGTERM: until then node is starting, and a signal ends it as it ends any process. */
const TELLS = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('newListener', (event) => event === 'SIGTERM' && queueMicrotask(() => writeSync(3, '.')));
`)}`;

/** Runs mprog, and sends it a signal, some ms after it has begun to listen for signals. `env` is added to the environment. */
export function mprog(
  args: readonly string[],
  signal?: { readonly name: NodeJS.Signals; readonly at: number },
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', TELLS, MAIN, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  return ended(child, signal);
}

async function ended(
  child: ReturnType<typeof spawn>,
  signal?: { readonly name: NodeJS.Signals; readonly at: number },
): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  let sent: number | undefined;
  child.stdout!.on('data', (data) => {
    stdout += data;
  });
  child.stderr!.on('data', (data) => {
    stderr += data;
  });
  const closed = new Promise<Ended['code']>((resolve) => child.once('close', (number, by) => resolve(number ?? by)));
  if (signal !== undefined) {
    await Promise.race([closed, new Promise((resolve) => child.stdio[3]!.once('data', resolve))]);
    await Promise.race([closed, setTimeout(signal.at)]);
    if (child.exitCode === null && child.kill(signal.name)) sent = performance.now();
  }
  const code = await closed;
  return { code, stdout, stderr, ...(sent === undefined ? {} : { after: performance.now() - sent }) };
}
