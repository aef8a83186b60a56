import type { KernelMachine } from '../kernel/kernel-machine.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import type { Machine } from '../spec/vocabulary/machine.ts';
import type { TraceFile } from '../traces/files.ts';
import { familyOf } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import { type Replayed, replaying, type Skipped } from '../traces/replay.ts';
import { UsageError } from './exit.ts';
import { requireFit, requireHooksOf, unknownProfile } from './fit.ts';
import { beforeEnding, interrupted, interruption } from './interruption.ts';
import { semanticsArgument } from './semantics.ts';
import { EXEC, openTarget, type ReplayTarget, type Target } from './targets.ts';

/** A replay that is under way, on a machine of this process or on a driver that answers later. */
type Taking =
  | Generator<number, Replayed | Skipped | undefined, boolean | undefined>
  | AsyncGenerator<number, Replayed | Skipped | undefined, boolean | undefined>;

/** The machines of one run, one for each semantics, or the kernel or a driver for all of them. */
export interface Machines {
  /** How a summary calls them. */
  readonly title: string;
  /** Takes a trace, as `replaying`, or says why this machine cannot. */
  take(file: TraceFile): Taking;
  close(): void | Promise<void>;
}

/**
 * The machines for traces. `profile` is the semantics to go by instead of that of each trace. Throws where a trace and
 * its semantics do not fit, and KernelUnavailable where no trace can be put to the kernel.
 */
export async function openMachines(
  target: ReplayTarget,
  files: readonly TraceFile[],
  profile: string | undefined,
  timeout: number | undefined,
): Promise<Machines> {
  const semantics = await semanticsFor(target, files, profile);
  if (isExec(target)) return driverFor(target.slice(EXEC.length), timeout);
  return target === 'kernel' ? kernelFor(files, semantics) : machinesFor(target, files, semantics);
}

const isExec = (target: ReplayTarget): target is Exclude<ReplayTarget, Target> => target.startsWith(EXEC);

/** A driver in a process of its own, for traces of every kind: it says itself what it cannot do. */
async function driverFor(command: string, timeout: number | undefined): Promise<Machines> {
  const { ProcessDriver } = await import('../traces/drivers/process-driver.ts');
  const { replayingOn } = await import('../traces/drivers/replay.ts');
  const ms = timeout === undefined ? {} : { timeout: timeout * 1000 };
  const driver = await ProcessDriver.start(command, { ...ms, signal: interruption });
  const settled = beforeEnding(async () => driver.kill());
  return {
    title: command,
    async *take({ path, trace }) {
      try {
        return yield* replayingOn(trace, driver, path);
      } catch (error) {
        if (interrupted()) return undefined;
        throw error;
      }
    },
    close: async () => {
      settled();
      if (interrupted()) driver.kill();
      else await driver.close();
    },
  };
}

/** The semantics of every profile that traces name; of the kernel and a driver only those that this package knows. */
async function semanticsFor(
  target: ReplayTarget,
  files: readonly TraceFile[],
  profile: string | undefined,
): Promise<ReadonlyMap<string, Profile>> {
  const found = new Map<string, Profile>();
  const given = profile === undefined ? undefined : await semanticsArgument(profile);
  for (const { path, trace } of files) {
    const semantics = given ?? PROFILES.find(({ name }) => name === trace.profile);
    if (semantics !== undefined) {
      found.set(trace.profile, semantics);
      if (target === 'kernel' || isExec(target)) requireHooksOf(semantics, path, trace);
      else requireFit(semantics, path, trace);
    } else if (target !== 'kernel' && !isExec(target)) throw unknownProfile(path, trace);
  }
  return found;
}

async function machinesFor(
  target: Exclude<Target, 'kernel'>,
  files: readonly TraceFile[],
  semantics: ReadonlyMap<string, Profile>,
): Promise<Machines> {
  const machines = new Map<Profile, Machine>();
  for (const { path, trace } of files) {
    const each = semantics.get(trace.profile)!;
    if (machines.has(each)) continue;
    if (target === 'model' && each.model === undefined)
      throw new UsageError(`${path}: profile: there is no model of ${each.name}; replay it with --target spec`);
    machines.set(each, (await openTarget(target, each)).machine);
  }
  const names = [...machines.keys()].map(({ name }) => name);
  return {
    title: `the ${target}${names.length > 1 ? 's' : ''} of ${names.join(', ')}`,
    take: ({ trace }) => {
      const each = semantics.get(trace.profile)!;
      return replaying(trace, machines.get(each)!, {
        rules: target === 'spec' && each.name === trace.profile,
      });
    },
    close: () => {},
  };
}

const kindOf = ({ trace }: TraceFile) => familyOf(trace).hookOf?.(trace.universe) ?? '';

/** Of an error that says that no kernel can be used: why not, by kind of hook. */
const reasonsByKind = new WeakMap<Error, ReadonlyMap<string, string>>();

/** Why a trace is skipped where the kernel cannot be used: what its kind of hook lacks. */
export const skippedFor = (error: Error & { readonly reason: string }, file: TraceFile): string =>
  reasonsByKind.get(error)?.get(kindOf(file)) ?? error.reason;

/** The kernel; one machine takes hooks of every kind that it has. */
async function kernelFor(files: readonly TraceFile[], semantics: ReadonlyMap<string, Profile>): Promise<Machines> {
  const { CallFailed, openingFor, kindFor, KernelUnavailable, kernelRelease, NotForKernel, openKernel } = await import(
    '../kernel/kernel-machine.ts'
  );
  // Traces of a semantics that is not known may speak of anything.
  const asksForOrder = ({ trace }: TraceFile) => {
    const known = semantics.get(trace.profile);
    return known === undefined || openingFor(known).ordering;
  };
  /** Why a kernel takes no order at hooks of a kind, of which some traces ask for none. */
  const unordered = new Map<string, string>();
  for (const kind of new Set(files.filter((file) => !asksForOrder(file)).map(kindOf))) {
    if (!files.some((file) => kindOf(file) === kind && asksForOrder(file))) continue;
    try {
      openKernel({ kind: kindFor(kind) }).close();
    } catch (error) {
      if (!(error instanceof KernelUnavailable)) throw error;
      unordered.set(kind, error.reason);
    }
  }
  const ordering = unordered.size === 0 && files.some(asksForOrder);
  let machine: KernelMachine | undefined;
  const reasons = new Map<string, string>();
  let unavailable: unknown;
  for (const kind of new Set(files.map(kindOf))) {
    try {
      machine ??= openKernel({ kind: kindFor(kind), ordering });
    } catch (error) {
      if (!(error instanceof KernelUnavailable)) throw error;
      unavailable ??= error;
      reasons.set(kind, error.reason);
    }
  }
  if (machine === undefined) {
    const error = new KernelUnavailable([...new Set(reasons.values())].join('; '), { cause: unavailable });
    reasonsByKind.set(error, reasons);
    throw error;
  }
  const kernel = machine;
  return {
    title: `kernel ${kernelRelease()}`,
    *take(file) {
      const { trace } = file;
      const reason = notForKernel(trace) ?? (asksForOrder(file) ? unordered.get(kindOf(file)) : undefined);
      if (reason !== undefined) return { trace, skipped: reason };
      try {
        return yield* replaying(trace, kernel);
      } catch (error) {
        if (error instanceof KernelUnavailable) return { trace, skipped: error.reason };
        if (error instanceof NotForKernel || error instanceof CallFailed) return { trace, skipped: error.message };
        throw error;
      }
    },
    close: () => kernel.close(),
  };
}
