import { KernelUnavailable, kernelRelease, NotForKernel } from '../kernel/kernel-machine.ts';
import { raceTrace } from '../races/tell.ts';
import type { KernelConfirmation } from '../races/verdict.ts';
import type { Profile } from '../spec/profile.ts';
import { notForKernel } from '../spec/profiles/kernels.ts';
import { replayTrace } from '../traces/replay.ts';
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
function replayed(
  { race }: Raced,
  broken: ReturnType<typeof brokenIn>[number],
  target: OpenTarget,
): KernelConfirmation {
  try {
    const { ok, steps } = replayTrace(raceTrace(race, broken.id, broken.example!), target.machine);
    if (ok) return { verdict: 'reproduced', on: target.title };
    const { number, differences } = steps.at(-1)!;
    return { verdict: 'not reproduced', on: target.title, reason: `step ${number}: ${differences.join('; ')}` };
  } catch (error) {
    if (error instanceof KernelUnavailable) return { verdict: 'skipped', reason: error.reason };
    if (error instanceof NotForKernel) return { verdict: 'skipped', reason: error.message };
    throw error;
  }
}

function confirmed(raced: Raced, property: string | undefined, target: OpenTarget | string): Raced {
  return brokenIn(raced, property).reduce((all, broken) => {
    const kernel: KernelConfirmation =
      typeof target === 'string' ? { verdict: 'skipped', reason: target } : replayed(raced, broken, target);
    return withExample(all, broken.id, { kernel });
  }, raced);
}

/** Replays every interleaving that breaks a property on the running kernel, by what `mprog replay` does. */
export async function confirmOnKernel(all: readonly Raced[], property: string | undefined): Promise<readonly Raced[]> {
  const done = new Map<Raced, Raced>();
  const progress = new Progress();
  for (const semantics of new Set(all.map(({ race }) => race.semantics))) {
    const target = await opened(semantics);
    try {
      for (const raced of all.filter(({ race }) => race.semantics === semantics)) {
        progress.update(() => `kernel: ${raced.verdict.scenario} (${semantics.name})`);
        done.set(raced, confirmed(raced, property, target));
      }
    } finally {
      progress.done();
      if (typeof target !== 'string') target.close();
    }
  }
  return all.map((raced) => done.get(raced)!);
}
