import { spawn } from 'node:child_process';

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

/** Runs mprog, and sends it a signal after some ms, or as soon as it prints something. */
export function mprog(
  args: readonly string[],
  signal?: { readonly name: NodeJS.Signals; readonly at: number },
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
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
  const timer = setTimeout(() => {
    if (signal !== undefined && child.kill(signal.name)) sent = performance.now();
  }, signal?.at ?? 0);
  const code = await new Promise<Ended['code']>((resolve) =>
    child.once('close', (number, by) => resolve(number ?? by)),
  );
  clearTimeout(timer);
  return { code, stdout, stderr, ...(sent === undefined ? {} : { after: performance.now() - sent }) };
}
