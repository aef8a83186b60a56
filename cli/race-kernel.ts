import { raceTrace } from '../checker/races/tell.ts';
import type { KernelConfirmation } from '../checker/races/verdict.ts';
import { KernelUnavailable, kernelRelease, NotForKernel } from '../kernel/kernel-machine.ts';
import { notForKernel } from '../spec/families/kernels.ts';
import type { Profile } from '../spec/profile.ts';
import { replaying } from '../traces/replay.ts';
import { follow } from './follow.ts';
import { Progress } from './progress.ts';
import { brokenIn, type Raced, withExample } from './raced.ts';
import { type OpenTarget, openTarget } from './targets.ts';

/** The semantics that a kernel of today has. */
const TODAY = ['tcx', 'cgroup'];

/** The kernel as a machine, or why it cannot be had. */
async function opened(semantics: Profile): Promise<OpenTarget | string> {
  if (!TODAY.includes(semantics.name)) return notForKernel(semantics.name, kernelRelease());
  try {
    return await openTarget('kernel', semantics);
  } catch (error) {
    if (error instanceof KernelUnavailable) return error.reason;
    throw error;
  }
}

/** Replays an interleaving on the kernel: it breaks the property there too where every step comes out as the spec says. */
async function replayed(
  { race, verdict }: Raced,
  broken: ReturnType<typeof brokenIn>[number],
  target: OpenTarget,
  progress: Progress,
): Promise<KernelConfirmation> {
  try {
    const { result } = await follow(
      replaying(raceTrace(race, broken.id, broken.example!), target.machine),
      (step) => `kernel: ${verdict.scenario} (${verdict.profile}), step ${step}`,
      progress,
    );
    if (result === undefined) return { verdict: 'skipped', reason: 'interrupted' };
    const { ok, steps } = result;
    if (ok) return { verdict: 'reproduced', on: target.title };
    const { number, differences } = steps.at(-1)!;
    return { verdict: 'not reproduced', on: target.title, reason: `step ${number}: ${differences.join('; ')}` };
  } catch (error) {
    if (error instanceof KernelUnavailable) return { verdict: 'skipped', reason: error.reason };
    if (error instanceof NotForKernel) return { verdict: 'skipped', reason: error.message };
    throw error;
  }
}

async function confirmed(
  raced: Raced,
  property: string | undefined,
  target: OpenTarget | string,
  progress: Progress,
): Promise<Raced> {
  let all = raced;
  for (const broken of brokenIn(raced, property)) {
    const kernel: KernelConfirmation =
      typeof target === 'string'
        ? { verdict: 'skipped', reason: target }
        : await replayed(raced, broken, target, progress);
    all = withExample(all, broken.id, { kernel });
  }
  return all;
}

/** Replays every interleaving that breaks a property on the running kernel, by what `mprog replay` does. */
export async function confirmOnKernel(all: readonly Raced[], property: string | undefined): Promise<readonly Raced[]> {
  const done = new Map<Raced, Raced>();
  const progress = new Progress();
  for (const semantics of new Set(all.map(({ race }) => race.semantics))) {
    const target = await opened(semantics);
    try {
      for (const raced of all.filter(({ race }) => race.semantics === semantics)) {
        done.set(raced, await confirmed(raced, property, target, progress));
      }
    } finally {
      if (typeof target !== 'string') target.close();
    }
  }
  return all.map((raced) => done.get(raced)!);
}
