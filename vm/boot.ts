import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { GuestFailure, GuestTimeout } from './errors.ts';
import { GuestLog } from './guest-log.ts';
import { GuestReader, type GuestResult } from './guest-reader.ts';
import { FDS, kvmFailed, type Machine, qemuArguments } from './qemu.ts';
import { findTool } from './tools.ts';

/** One boot. */
export interface Boot {
  readonly qemu: string;
  readonly image: string;
  readonly machine: Machine;
  /** The fd of the initramfs. */
  readonly initrd: number;
  /** Seconds until the guest is up, until the command in it has ended, and until a kernel under KVM says something (10 unless given). */
  readonly limits: { readonly up: number; readonly all: number; readonly silence?: number };
  /** Ends it from outside. */
  readonly signal?: AbortSignal;
  readonly onUp?: (release: string) => void;
  /** A line of standard error of the command. */
  readonly onSaid?: (line: string) => void;
  /** A line of the kernel log, until the guest is up. */
  readonly onBooting?: (line: string) => void;
}

/** What came of a boot, and what the guest said. */
export interface Booted extends GuestResult {
  /** As `uname -r` says in the guest. */
  readonly release: string;
  readonly log: GuestLog;
  /** Whether the command was asked to end because its time was up. */
  readonly timedOut: boolean;
}

/** KVM is there and does not work: the same can be tried without. */
export class KvmFailed extends Error {
  override readonly name = 'KvmFailed';
}

/** How many lines of a log are shown where a guest fails. */
const SHOWN = 12;
/** A kernel under KVM says something within this time, in s; where it does not, KVM does not work here. */
const SILENCE = 10;
/** How long the console may lag behind the results, in ms. */
const LAG = 3000;

const WATCH = ['--pdeathsig', 'KILL', '--'];

/** The setpriv of util-linux, which has a process ended with its parent; others of that name cannot. */
function watchman(): string | undefined {
  const found = findTool('setpriv');
  return found !== undefined && spawnSync(found, [...WATCH, process.execPath, '--version']).status === 0
    ? found
    : undefined;
}

/** Starts the emulator in a session of its own; where the system can see to that, it ends with this process. */
function start({ qemu, image, machine, initrd }: Boot): ChildProcess {
  const setpriv = watchman();
  const [command, ...first] = setpriv === undefined ? [qemu] : [setpriv, ...WATCH, qemu];
  return spawn(command!, [...first, ...qemuArguments(image, machine)], {
    detached: true,
    // In the order of FDS.
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', initrd],
  });
}

/**
 * Boots a guest, and ends it when the result of its command is there. Throws GuestFailure, GuestTimeout, KvmFailed, and the
 * reason of `signal`. Whatever comes, the emulator is gone when this settles.
 */
export async function boot(asked: Boot): Promise<Booted> {
  const { limits, signal } = asked;
  signal?.throwIfAborted();
  const log = new GuestLog();
  let release: string | undefined;
  let timedOut = false;
  const reader = new GuestReader({
    began: (found) => {
      release = found;
      asked.onUp?.(found);
    },
    said: (line) => asked.onSaid?.(line),
    timedOut: () => {
      timedOut = true;
    },
  });
  const child = start(asked);
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  let said = '';
  let why: Error | undefined;
  const end = (error?: Error) => {
    why ??= error;
    child.kill('SIGKILL');
  };
  const isSilent = () => asked.machine.accelerator === 'kvm' && log.last(1).length === 0;
  const failure = (message: string) => new GuestFailure(message, log.last(SHOWN));
  const timeout = (what: string, seconds: number) =>
    end(
      new GuestTimeout(
        `the guest ${what} within ${Math.round(seconds)} s; the last lines of its log:`,
        log.last(SHOWN),
      ),
    );
  const booting = () => {
    const last = log.lines.at(-1);
    if (release === undefined && last !== undefined) asked.onBooting?.(last);
  };
  const timers = [
    // A guest that says no more is still booting.
    setInterval(booting, 1000),
    setTimeout(() => release ?? timeout('was not up', limits.up), limits.up * 1000),
    setTimeout(() => timeout('did not end', limits.all), limits.all * 1000),
    setTimeout(() => isSilent() && end(new KvmFailed('the kernel says nothing')), (limits.silence ?? SILENCE) * 1000),
  ];
  const onAbort = () => end(signal!.reason as Error);
  signal?.addEventListener('abort', onAbort);
  const settleWhenDone = () => {
    if (reader.failure !== undefined) end(failure(reader.failure));
    if (reader.result === undefined) return;
    if (log.ended) end();
    else timers.push(setTimeout(end, LAG));
  };
  child.once('error', (error) => {
    why ??= error;
  });
  child.stderr!.on('data', (data: Buffer) => {
    said += data;
    if (asked.machine.accelerator === 'kvm' && release === undefined && kvmFailed(said))
      end(new KvmFailed(said.trim()));
  });
  port(child, FDS.console).on('data', (data: Buffer) => {
    log.push(data);
    booting();
    if (reader.result !== undefined && log.ended) end();
  });
  port(child, FDS.results).on('data', (data: Buffer) => {
    reader.push(data);
    settleWhenDone();
  });
  try {
    await gone;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
  if (reader.result !== undefined && release !== undefined) return { ...reader.result, release, log, timedOut };
  if (why !== undefined) throw why;
  if (log.panic !== undefined) throw new GuestFailure(`the guest panicked: ${log.panic}; its log:`, log.around(SHOWN));
  if (log.lines.length === 0) throw failure(`qemu ended before the kernel said anything: ${said.trim()}`);
  throw failure('the guest ended without a result; the last lines of its log:');
}

function port(child: ChildProcess, fd: number): Duplex {
  const stream = child.stdio[fd] as Duplex;
  stream.on('error', () => {});
  return stream;
}
