import { requireFit, requireHooksOf, requireRules } from '../library/fit.ts';
import { PROFILES } from '../spec/families/profiles.ts';
import type { Profile } from '../spec/profile.ts';
import type { Machine } from '../spec/vocabulary/machine.ts';
import type { TraceFile } from '../traces/files.ts';
import { replaying } from '../traces/replay.ts';
import { DriverProcess } from './driver-process.ts';
import { UsageError } from './exit.ts';
import { unknownProfile } from './fit.ts';
import { interrupted } from './interruption.ts';
import { kernelFor } from './replay-kernel.ts';
import { semanticsArgument } from './semantics.ts';
import { EXEC, type Machines, openTarget, type ReplayTarget, type Target } from './targets.ts';

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
  if (isExec(target)) return driverFor(target.slice(EXEC.length), timeout, semantics);
  return target === 'kernel' ? kernelFor(files, semantics) : machinesFor(target, files, semantics);
}

const isExec = (target: ReplayTarget): target is Exclude<ReplayTarget, Target> => target.startsWith(EXEC);

/** A driver in a process of its own, for traces of every kind: it says itself what it cannot do, and is told the semantics to go by. */
async function driverFor(
  command: string,
  timeout: number | undefined,
  semantics: ReadonlyMap<string, Profile>,
): Promise<Machines> {
  const { replayingOn } = await import('../traces/drivers/replay.ts');
  const driver = await DriverProcess.start(command, timeout);
  return {
    title: command,
    async *take({ path, trace }) {
      try {
        const { profile } = trace;
        return yield* replayingOn({ ...trace, profile: semantics.get(profile)?.name ?? profile }, driver, path);
      } catch (error) {
        if (interrupted()) return undefined;
        throw error;
      }
    },
    close: () => driver.close(),
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
      else {
        requireFit(semantics, path, trace);
        requireRules(semantics, path, trace);
      }
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
    take: ({ path, trace }) => {
      const each = semantics.get(trace.profile)!;
      return replaying(trace, machines.get(each)!, {
        where: path,
        rules: target === 'spec' && each.name === trace.profile,
      });
    },
    close: () => {},
  };
}
