import type { KernelMachine } from '../kernel/kernel-machine.ts';
import type { Profile } from '../spec/profile.ts';
import { PROFILES } from '../spec/profiles/index.ts';
import { FLAG_BITS, type Machine } from '../spec/vocabulary/index.ts';
import type { Trace } from '../traces/format.ts';
import { type Replayed, replaying, type Skipped } from '../traces/replay.ts';
import { UsageError } from './exit.ts';
import type { TraceFile } from './files.ts';
import { requireFit, requireHooksOf, unknownProfile } from './fit.ts';
import { semanticsArgument } from './semantics.ts';
import { openTarget, type Target } from './targets.ts';

/** The machines of one run, one for each semantics or the kernel for all of them. */
export interface Machines {
  /** How a summary calls them. */
  readonly title: string;
  /** Takes a trace, as `replaying`, or says why this machine cannot. */
  take(file: TraceFile): Generator<number, Replayed | Skipped | undefined, boolean | undefined>;
  close(): void;
}

/**
 * The machines for traces. `profile` is the semantics to go by instead of that of each trace. Throws where a trace and
 * its semantics do not fit, and KernelUnavailable where no trace can be put to the kernel.
 */
export async function openMachines(
  target: Target,
  files: readonly TraceFile[],
  profile: string | undefined,
): Promise<Machines> {
  const semantics = await semanticsFor(target, files, profile);
  return target === 'kernel' ? kernelFor(files) : machinesFor(target, files, semantics);
}

/** The semantics of every profile that traces name; of the kernel only those that this package knows. */
async function semanticsFor(
  target: Target,
  files: readonly TraceFile[],
  profile: string | undefined,
): Promise<ReadonlyMap<string, Profile>> {
  const found = new Map<string, Profile>();
  const given = profile === undefined ? undefined : await semanticsArgument(profile);
  for (const { path, trace } of files) {
    const semantics = given ?? PROFILES.find(({ name }) => name === trace.profile);
    if (semantics !== undefined) {
      found.set(trace.profile, semantics);
      if (target === 'kernel') requireHooksOf(semantics, path, trace);
      else requireFit(semantics, path, trace);
    } else if (target !== 'kernel') throw unknownProfile(path, trace);
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

const kindOf = ({ trace }: TraceFile) =>
  Object.values(trace.universe.hooks).some(({ kind }) => kind === 'cgroup') ? 'cgroup' : 'tcx';

/** The kernel; one machine takes hooks of every kind that it has. */
async function kernelFor(files: readonly TraceFile[]): Promise<Machines> {
  const { CallFailed, KernelUnavailable, kernelRelease, NotForKernel, openKernel } = await import(
    '../kernel/kernel-machine.ts'
  );
  let machine: KernelMachine | undefined;
  let unavailable: unknown;
  for (const kind of new Set(files.map(kindOf))) {
    try {
      machine ??= openKernel({ kind });
    } catch (error) {
      if (!(error instanceof KernelUnavailable)) throw error;
      unavailable ??= error;
    }
  }
  if (machine === undefined) throw unavailable;
  const kernel = machine;
  return {
    title: `kernel ${kernelRelease()}`,
    *take({ trace }) {
      const reason = notForKernel(trace);
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

/** Why no kernel may be taken through a trace, if so: what its interface cannot say, and what is not defined. */
export function notForKernel({ steps }: Trace): string | undefined {
  for (const [index, { request, expect }] of steps.entries()) {
    const flag = 'flags' in request ? request.flags.find((each) => !Object.hasOwn(FLAG_BITS, each)) : undefined;
    if (flag !== undefined) return `step ${index + 1}: no kernel has the flag ${flag}`;
    if (expect.outcome === 'undefined')
      return `step ${index + 1}: undefined behaviour, in which the kernel reads or writes outside its arrays`;
  }
  return undefined;
}
