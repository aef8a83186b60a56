import { CAPACITY, type Hook, type Universe } from '../spec/families/slots/vocabulary/index.ts';
import { CgroupHooks } from './cgroup-hooks.ts';
import { NotForKernel } from './failure.ts';
import type { Hooks } from './hooks.ts';
import { NetkitHooks } from './netkit-hooks.ts';
import { TcxHooks } from './tcx-hooks.ts';
import type { Toolbox } from './tools.ts';

/** The kinds of hooks that are made in the running kernel. */
export const DRIVEN_KINDS = ['tcx', 'netkit', 'cgroup'] as const;

/** Kinds of hooks that can be made here. */
export type DrivenKind = (typeof DRIVEN_KINDS)[number];

const HOOKS = { tcx: TcxHooks, netkit: NetkitHooks, cgroup: CgroupHooks } as const;

/** The hooks of a universe; nothing is made yet. Throws NotForKernel on a universe that no kernel can have. */
export function hooksOf(tools: Toolbox, universe: Universe): Hooks {
  const kind = requirePossible(universe);
  return new HOOKS[kind](tools, universe.hooks, sendsPackets(universe));
}

/** The kind of the hooks of a universe. Throws NotForKernel where no kernel can be set to it. */
export function requirePossible(universe: Universe): DrivenKind {
  const kind = drivenKind(universe.hooks);
  if (universe.capacity !== CAPACITY[kind])
    throw new NotForKernel(
      `the kernel's capacity is ${CAPACITY[kind]} and cannot be changed: expected capacity ${CAPACITY[kind]} of a universe of ${kind} hooks, found ${universe.capacity}`,
    );
  if (universe.revision !== 1)
    throw new NotForKernel(
      `a hook of the kernel starts at revision 1: expected revision 1, found ${universe.revision}`,
    );
  const [special] = Object.entries(universe.traits);
  if (special !== undefined)
    throw new NotForKernel(`program ${special[0]}: expected none of a special kind, found "${special[1]}"`);
  return kind;
}

/** Whether packets are sent in a universe: one that gives no verdict and has no sockets has none to send. */
const sendsPackets = ({ verdicts, sockets }: Universe): boolean => Object.keys(verdicts).length + sockets.length > 0;

/** The kind of hooks that an interface is about, or of those nearest to it. */
export function kindFor(hook: string): DrivenKind {
  return isDriven(hook) ? hook : 'tcx';
}

const isDriven = (kind: string): kind is DrivenKind => Object.hasOwn(HOOKS, kind);

function drivenKind(hooks: Readonly<Record<string, Hook>>): DrivenKind {
  for (const [name, { kind }] of Object.entries(hooks)) {
    if (isDriven(kind)) return kind;
    throw new NotForKernel(
      `hook ${name}: expected a hook of kind ${DRIVEN_KINDS.join(' or ')}, found one of kind ${kind}`,
    );
  }
  return 'tcx';
}
