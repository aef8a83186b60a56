import type { Fault } from '../machine/fault.ts';
import { PREORDER } from './flags.ts';
import { DIFFERENCES, VARIANTS, type Variant } from './variants.ts';

/** A planted fault, and the variants in which it is one. */
export interface CgroupFault extends Fault {
  readonly variants: readonly Variant[];
}

/** Faults in what every variant has. */
const everywhere = {
  'attach/mode-not-compared': 'An attach does not compare its mode with the mode of what is attached.',
  'attach/none-parent-allows': 'An ancestor in NONE mode does not keep its descendants from attaching.',
  'attach/override-parent-forbids': 'An ancestor in OVERRIDE mode keeps its descendants from attaching.',
  'attach/duplicate-accepted': 'A program may be attached directly twice.',
  'attach/self-replace-refused': 'A program that replaces itself counts as a duplicate.',
  'attach/replace-appends': 'A replacement is appended to the list instead of taking the slot of the old program.',
  'attach/replace-keeps-old-reference': 'A replacement does not drop the reference on the old program.',
  'attach/replace-past-limit': 'REPLACE is exempt from the limit, which only a full cgroup shows.',
  'attach/absent-replace-leaks': 'A refusal with ENOENT keeps the reference on the program to replace.',
  'attach/forbidden-leaks-subject': 'A refusal with EPERM keeps the reference on the subject.',
  'detach/single-compares-program': 'In NONE and OVERRIDE mode, detach compares the program with the attached one.',
  'detach/absent-leaks-subject': 'A detach that does not find its program keeps a reference on it.',
  'detach/keeps-reference': 'A detach does not drop the reference on the program.',
  'detach/mode-stays': 'The mode is not reset when the list becomes empty.',
  'effective/descendants-not-recomputed':
    'A change recomputes the effective list of the cgroup itself, not those of its descendants.',
  'effective/override-ancestor-runs': 'An ancestor in OVERRIDE mode runs although a descendant has a program.',
  'effective/ancestors-first': 'The programs of ancestors run ahead of those of descendants.',
  'query/truncated-count': 'A query with too small a buffer gives the number of ids that fit as the count.',
  'query/small-buffer-ok': 'A query with too small a buffer succeeds.',
  'run/own-list': 'The programs of the list run, in its order, instead of the effective list.',
  'run/stops-at-refusal': 'The first program that refuses is the last one to run.',
  'run/last-one-decides': 'A program that allows undoes what those before it refused.',
  'run/receiver-tells': 'A packet that is refused on its way in is an error to its sender.',
  'run/congestion-anded': 'There is congestion only where all programs say so.',
  'run/congestion-not-lost': 'A packet that is refused with congestion is EPERM to its sender.',
  'run/congestion-told': 'A packet that is delivered with congestion is ENOBUFS to its sender.',
  'run/failure-skips-programs': 'Programs do not run for a getsockopt at which the kernel failed.',
} as const;

/** Faults in what came with bpf_set_retval(). */
const whereRetval = {
  'run/starts-at-zero': 'The errno of the kernel is lost before the programs run.',
  'run/first-errno-wins': 'An errno that a program sets does not replace an earlier errno.',
  'run/refusal-stands': 'A program cannot clear an earlier errno.',
  'run/refusal-overwrites-errno': 'A program that refuses replaces an earlier errno by EPERM.',
  'run/refusal-keeps-number': 'A program that refuses does not change a number that is no errno.',
  'run/errno-alone-acts': 'Only EPERM keeps the kernel from its part: another errno that a program sets is ignored.',
  'run/number-is-ok': 'A number that is no errno is success to the caller.',
  'run/always-eperm': 'A call that is refused is EPERM to its caller, whatever errno a program set.',
} as const;

/** Faults in what came with PREORDER. */
const wherePreorder = {
  'attach/replace-keeps-preorder': 'A replacement leaves the PREORDER of the slot as it was.',
  'effective/preorder-reversed': 'The PREORDER programs of one cgroup run in the reverse of their order.',
  'effective/preorder-descendants-first': 'PREORDER programs of descendants run ahead of those of ancestors.',
} as const;

/** Faults in what came with ordering, revisions and callers. */
const whereOrdered = {
  'attach/stale-after-mode': 'The expected revision is checked after hierarchy and mode.',
  'attach/replace-keeps-revision': 'A replacement does not count as a revision.',
  'attach/single-heeds-relative': 'A second attach in NONE or OVERRIDE mode uses BEFORE, AFTER and the relative.',
  'attach/link-counts-as-duplicate': 'A program that a link holds cannot be attached directly.',
  'place/after-off-by-one': 'AFTER puts the subject in front of its relative.',
  'place/preorder-not-compared': 'Relative and subject need not agree on PREORDER.',
  'place/both-mean-before': 'BEFORE and AFTER together, without a relative, mean BEFORE.',
  'place/idle-relative-ignored': 'A relative without BEFORE or AFTER is ignored.',
  'place/absent-relative-leaks': 'A refusal with ENOENT keeps the reference on the relative.',
  'detach/stale-ignored': 'Detach ignores the expected revision.',
  'detach/flags-accepted': 'Detach accepts flags and a relative.',
  'detach/revision-resets': 'The revision starts over when the list becomes empty.',
  'link/update-same-skipped': 'An update to the program the link has already does not count.',
  'attach/anybody': 'An attach asks for no capability.',
  'attach/calls-guarded': 'An attach of a program that sees calls asks for a capability as well.',
  'attach/refusal-told-apart': 'An attach without capability fails with EPERM.',
  'link/anybody-creates': 'A link create asks for no capability.',
  'query/anybody': 'A query asks for no capability.',
  'query/flags-before-capability': 'A query checks its flags before it asks for a capability.',
} as const;

/** Faults in what makes cgroups come and go, of which profiles without ordering say nothing. */
const whereTargets = {
  'attach/replaced-before-gone': 'The program to replace is looked up ahead of whether the cgroup is there.',
  'cgroup/direct-programs-leak': 'Removing a cgroup keeps the references of directly attached programs.',
  'cgroup/inherits-nothing': 'In a cgroup that is made anew the programs of its ancestors do not run.',
  'cgroup/revision-goes-on': 'A cgroup that is made anew continues the revision of the old one.',
  'cgroup/links-stay-attached': 'Removing a cgroup leaves its links attached.',
  'cgroup/links-lose-program': 'Removing a cgroup lets go of the programs of its links.',
  'cgroup/released-at-once': 'Removing a cgroup removes what is attached there although a socket made in it is open.',
  'cgroup/never-released': 'What is attached to a cgroup that was removed stays when its last socket is closed.',
  'effective/dying-not-recomputed': 'A change at an ancestor changes nothing for sockets of a cgroup that was removed.',
  'socket/process-decides': 'The programs that run for a socket are those of the cgroup that its process is in.',
  'socket/name-decides':
    'The programs that run for a socket of a cgroup that was removed are those of the new one of that name.',
  'socket/every-domain-seen': 'Programs that see packets run for sockets of other domains.',
  'link/gone-before-flags': 'A link create checks whether the cgroup is there ahead of its flags.',
} as const;

/** Faults in what came with links. */
const whereLinks = {
  'link/failed-create-leaks': 'A link that could not be created keeps its program.',
  'link/update-not-inherited':
    'An update changes the effective list of the cgroup itself, not those of its descendants.',
  'link/update-ignores-old': 'An update ignores the expected old program.',
  'link/update-type-unchecked': 'An update takes a program of another type.',
  'link/update-keeps-old-reference': 'An update does not drop the reference on the old program.',
  'link/detach-keeps-running': 'Detaching a link leaves its program in the effective list.',
  'link/second-detach-fails': 'Detaching a defunct link is an error.',
} as const;

/** Faults in what holds links, of which only those with ordering speak. */
const whereHeld = {
  'link/close-detaches': 'Closing an fd of a link detaches it, whoever else holds it.',
  'link/pin-holds-nothing': 'A pin of a link holds no reference.',
  'link/unpin-leaks': 'Removing the pin of a link keeps its reference.',
  'link/anybody-by-id': 'An fd of a link by its id asks for no capability.',
  'prog/fd-by-id-holds-nothing': 'An fd of a program by its id holds no reference.',
} as const;

/** Faults that another variant has by design. */
const whereByIdentity = {
  'place/link-found-by-program':
    'A link as relative is found by its program: of two links with one program, the first.',
} as const;

const sentences = {
  ...everywhere,
  ...whereRetval,
  ...wherePreorder,
  ...whereOrdered,
  ...whereTargets,
  ...whereLinks,
  ...whereHeld,
  ...whereByIdentity,
};

/** The name of a planted fault: where it is, and what is wrong. */
export type CgroupFaultId = keyof typeof sentences;

function variantsOf(id: string): readonly Variant[] {
  if (id in everywhere) return VARIANTS;
  if (id in whereRetval) return VARIANTS.filter((variant) => DIFFERENCES[variant].setsRetval);
  if (id in wherePreorder) return VARIANTS.filter((variant) => (DIFFERENCES[variant].attachFlags & PREORDER) !== 0);
  if (id in whereLinks) return VARIANTS.filter((variant) => DIFFERENCES[variant].links);
  const ordered = VARIANTS.filter((variant) => DIFFERENCES[variant].ordered);
  if (id in whereOrdered || id in whereTargets || id in whereHeld) return ordered;
  return ordered.filter((variant) => DIFFERENCES[variant].anchorsBy === 'identity');
}

/** Every planted fault of the cgroup models. Each can be seen in an outcome, an observation or a reference count. */
export const CGROUP_FAULTS: Readonly<Record<CgroupFaultId, CgroupFault>> = Object.freeze(
  Object.fromEntries(
    Object.entries(sentences).map(([id, sentence]) => [id, Object.freeze({ sentence, variants: variantsOf(id) })]),
  ),
) as Readonly<Record<CgroupFaultId, CgroupFault>>;

const OF_VARIANT = new Map(
  VARIANTS.map((variant) => [
    variant,
    Object.fromEntries(Object.entries(CGROUP_FAULTS).filter(([, { variants }]) => variants.includes(variant))),
  ]),
);

/** The faults of one variant. */
export function faultsOf(variant: Variant): Readonly<Partial<Record<CgroupFaultId, CgroupFault>>> {
  return OF_VARIANT.get(variant)!;
}
