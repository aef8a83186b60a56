import { type ChildProcess, spawn } from 'node:child_process';
import { ClientMissing } from './errors.ts';

/** How a tool is run. */
export interface ToolOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What it reads from standard input. */
  readonly input?: string;
  /** Aborted by a signal: the tool gets SIGTERM, and what it has started with it. */
  readonly signal?: AbortSignal;
}

/** What a tool printed, and its exit code; a signal that ended it is -1. */
export interface ToolRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends a tool and what it has started. */
function end({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, 'SIGTERM');
  } catch {
    // they have ended
  }
}

/** Runs a tool to its end. Rejects with a ClientMissing where there is no such tool, and with the reason of the signal. */
export function runTool(
  tool: string,
  args: readonly string[],
  { cwd, env, input, signal }: ToolOptions = {},
): Promise<ToolRun> {
  signal?.throwIfAborted();
  const child = spawn(tool, args, {
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, LC_ALL: 'C', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const stop = () => end(child);
  signal?.addEventListener('abort', stop);
  const out: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => out.push(data));
  child.stderr.on('data', (data: Buffer) => errors.push(data));
  child.stdin.on('error', () => {}); // a tool need not read it
  child.stdin.end(input ?? '');
  return new Promise<ToolRun>((resolve, reject) => {
    child.once('error', ({ code, message }: NodeJS.ErrnoException) =>
      reject(new ClientMissing(code === 'ENOENT' ? `${tool} is not here` : `${tool} cannot be started: ${message}`)),
    );
    child.once('close', (code) => {
      if (signal?.aborted) reject(signal.reason);
      else
        resolve({
          code: code ?? -1,
          stdout: Buffer.concat(out).toString('utf8'),
          stderr: Buffer.concat(errors).toString('utf8'),
        });
    });
  }).finally(() => signal?.removeEventListener('abort', stop));
}

/** The last line that says something. */
export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)!.trim();
