import { FREPLACE } from './freplace/target.ts';
import { SLOTS } from './slots-target.ts';
import type { Asked, KernelTarget, Opening, OpenKernel } from './target.ts';
import { XDP } from './xdp/target.ts';

export type { KernelTarget, Opening, OpenKernel } from './target.ts';

/** The kernel target of every family that has one, by the name of the family. */
const TARGETS: Readonly<Record<string, KernelTarget>> = { lists: SLOTS, cgroups: SLOTS, xdp: XDP, freplace: FREPLACE };

/** The kernel target of a family, if it has one. */
export function kernelTargetOf({ name }: Asked['family']): KernelTarget | undefined {
  return Object.hasOwn(TARGETS, name) ? TARGETS[name] : undefined;
}

/** That a family has no kernel target, in one line. */
export const noKernelTarget = ({ name }: Asked['family']): string =>
  `the family ${name} has no kernel target: only ${Object.keys(TARGETS).join(', ')} have`;

/** Why no kernel can be asked what a semantics is about, in one line; `undefined` where it can. */
export function notDriven(asked: Asked): string | undefined {
  const target = kernelTargetOf(asked.family);
  return target === undefined ? `${asked.name}: ${noKernelTarget(asked.family)}` : target.notDriven(asked);
}

/** Why no kernel can be set to a universe of a family, in one line; `undefined` where it can. */
export function notPossible(family: Asked['family'], universe: object): string | undefined {
  const target = kernelTargetOf(family);
  return target === undefined ? noKernelTarget(family) : target.notPossible(universe);
}

/** How a kernel is opened for a semantics: one that speaks of no revision needs no kernel that orders programs. */
export function openingFor({ uapi }: { readonly uapi: Asked['uapi'] & { readonly fields: Fields } }) {
  const ordering = Object.values(uapi.fields).some((fields) => fields.includes('revision'));
  return { hook: uapi.hook, ordering } satisfies Opening;
}

type Fields = Readonly<Record<string, readonly string[]>>;

/** Opens the running kernel for a semantics. Throws as KernelTarget.open, and a RangeError where its family has no kernel target. */
export function openKernelFor(asked: Asked & Parameters<typeof openingFor>[0], opening: Opening = openingFor(asked)) {
  const target = kernelTargetOf(asked.family);
  if (target === undefined) throw new RangeError(`${asked.name}: ${noKernelTarget(asked.family)}`);
  return target.open(opening) satisfies OpenKernel;
}
