import type { Confirmation } from '../checker/decide/finding.ts';
import { raceTrace } from '../checker/races/tell.ts';
import { kernelRelease } from '../kernel/kernel-machine.ts';
import { isForKernel, isForLatest, notForKernel } from '../spec/families/kernels.ts';
import type { Profile } from '../spec/profile.ts';
import { KernelConfirmation } from './confirm.ts';
import { brokenIn, type Raced, withFinding } from './raced.ts';

/** The kernel, where it has a semantics, or may have it by a backport: what the latest ones have. Or why it has not. */
async function opened(semantics: Profile): Promise<KernelConfirmation | Confirmation> {
  const { name } = semantics;
  if (isForKernel(name, kernelRelease()) || isForLatest(name)) return KernelConfirmation.open(semantics);
  return { result: 'skipped', reason: notForKernel(name, kernelRelease()) };
}

/** Replays what violates a property: the kernel violates it too where every step comes out as the spec says. */
async function confirmed(
  raced: Raced,
  property: string | undefined,
  kernel: KernelConfirmation | Confirmation,
): Promise<Raced> {
  let all = raced;
  for (const { id, example } of brokenIn(raced, property)) {
    const said = kernel instanceof KernelConfirmation ? await kernel.of([raceTrace(raced.race, id, example!)]) : kernel;
    all = withFinding(all, id, { kernel: said });
  }
  return all;
}

/** Replays every interleaving that violates a property on the running kernel, by what `mprog replay` does. */
export async function confirmOnKernel(all: readonly Raced[], property: string | undefined): Promise<readonly Raced[]> {
  const done = new Map<Raced, Raced>();
  for (const semantics of new Set(all.map(({ race }) => race.semantics))) {
    const kernel = await opened(semantics);
    try {
      for (const raced of all.filter(({ race }) => race.semantics === semantics))
        done.set(raced, await confirmed(raced, property, kernel));
    } finally {
      if (kernel instanceof KernelConfirmation) kernel.close();
    }
  }
  return all.map((raced) => done.get(raced)!);
}
