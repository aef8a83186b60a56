import { closeSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { baseArchive } from './base.ts';
import { type Boot, type Booted, boot, KvmFailed } from './boot.ts';
import { GuestFailure } from './errors.ts';
import { TEMPORARY } from './init.ts';
import { openInitrd } from './initrd.ts';
import { modulesIn } from './modules.ts';
import { namedFiles } from './named.ts';
import { type Accelerator, kvmIsThere } from './qemu.ts';
import type { KernelSource } from './source.ts';
import { requireTools } from './tools.ts';

/** A command of this package, to be run in a guest. */
export interface GuestRun {
  /** The words behind `mprog`. */
  readonly words: readonly string[];
  readonly cwd: string;
  /** The folder of this package. */
  readonly packageFolder: string;
  readonly kernel: KernelSource;
  /** MiB. */
  readonly memory: number;
  readonly cpus: number;
  /** Seconds for all of it. */
  readonly timeout: number;
  /** One accelerator only; where it is left out KVM is tried, and what works is taken. */
  readonly accelerator?: Accelerator;
  readonly append?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly on?: Pick<Boot, 'onUp' | 'onSaid' | 'onBooting'> & { readonly onStart?: (accelerator: Accelerator) => void };
}

/** What came of a command in a guest. */
export interface GuestRan extends Booted {
  readonly accelerator: Accelerator;
  readonly modules: readonly string[];
}

/** Seconds until a guest is up: it unpacks more than 100 MB, and an emulated processor is slow. */
const UP = { kvm: 60, tcg: 240 } as const;
/** Of the time that is left this much is kept for the command to end by itself, and for its results, in seconds. */
const SPARE = 20;

/** Whether KVM was tried in this process, and did not work. */
let kvmFailed = false;

/** Whether this machine has what a guest needs; throws VmUnavailable. */
export function requireEmulator(): Readonly<Record<'qemu-system-x86_64' | 'busybox', string>> {
  return requireTools(['qemu-system-x86_64', 'busybox']);
}

/** Runs a command of this package in a guest with another kernel; throws what `boot` throws, and VmInputError. */
export async function runInGuest(run: GuestRun): Promise<GuestRan> {
  const { busybox, 'qemu-system-x86_64': qemu } = requireEmulator();
  const { kernel, cwd, words, packageFolder, timeout } = run;
  const started = performance.now();
  const modules = modulesIn(kernel.modules, kernel.release);
  const files = namedFiles(words, cwd);
  const base = baseArchive(busybox, packageFolder);
  const main = join(packageFolder, 'dist', 'cli', 'main.js');
  let up = false;
  const attempt = async (accelerator: Accelerator): Promise<GuestRan> => {
    const left = timeout - (performance.now() - started) / 1000;
    const job = {
      command: [process.execPath, main, ...words],
      cwd,
      limit: Math.max(1, Math.floor(left - Math.min(SPARE, timeout / 4))),
      environment: { HOME: TEMPORARY, TMPDIR: TEMPORARY, ...run.environment },
    };
    const initrd = openInitrd(base, { job, modules, files, ...pick(kernel) });
    try {
      run.on?.onStart?.(accelerator);
      const booted = await boot({
        qemu,
        image: realpathSync(kernel.image),
        initrd,
        machine: machineOf(run, accelerator),
        limits: { up: Math.min(UP[accelerator], left), all: left },
        ...(run.signal === undefined ? {} : { signal: run.signal }),
        ...run.on,
        onUp: (release) => {
          up = true;
          run.on?.onUp?.(release);
        },
      });
      return { ...booted, accelerator, modules: modules.map(({ name }) => name) };
    } finally {
      closeSync(initrd);
    }
  };
  if (run.accelerator !== undefined) return attempt(run.accelerator);
  if (kvmFailed || !kvmIsThere()) return attempt('tcg');
  try {
    return await attempt('kvm');
  } catch (error) {
    // A KVM that works in part lets kernels panic or hang at boot: that is held against a kernel only where emulation agrees.
    const suspicious = error instanceof KvmFailed || (error instanceof GuestFailure && !up);
    if (!suspicious || run.signal?.aborted) throw error;
    const ran = await attempt('tcg');
    kvmFailed = true;
    return ran;
  }
}

const pick = ({ release, config }: KernelSource) => ({
  ...(release === undefined ? {} : { release }),
  ...(config === undefined ? {} : { config }),
});

const machineOf = ({ memory, cpus, append }: GuestRun, accelerator: Accelerator) => ({
  memory,
  cpus,
  accelerator,
  ...(append === undefined ? {} : { append }),
});
