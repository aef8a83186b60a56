import { CAPACITY, type Hook, type Universe } from '../spec/families/slots/vocabulary/index.ts';
import { CgroupHooks } from './cgroup-hooks.ts';
import { NotForKernel } from './failure.ts';
import type { Hooks } from './hooks.ts';
import { TcxHooks } from './tcx-hooks.ts';
import type { Toolbox } from './tools.ts';

/** Kinds of hooks that can be made here. */
export type DrivenKind = 'tcx' | 'cgroup';

/** The hooks of a universe; nothing is made yet. Throws NotForKernel on a universe that no kernel can have. */
export function hooksOf(tools: Toolbox, universe: Universe): Hooks {
  const kind = requirePossible(universe);
  return kind === 'cgroup' ? new CgroupHooks(tools, universe.hooks) : new TcxHooks(tools, universe.hooks);
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
  return kind;
}

/** The kind of hooks that an interface is about, or of those nearest to it. */
export function kindFor(hook: string): DrivenKind {
  return hook === 'cgroup' ? 'cgroup' : 'tcx';
}

function drivenKind(hooks: Readonly<Record<string, Hook>>): DrivenKind {
  for (const [name, { kind }] of Object.entries(hooks)) {
    if (kind !== 'tcx' && kind !== 'cgroup')
      throw new NotForKernel(`hook ${name}: expected a hook of kind tcx or cgroup, found one of kind ${kind}`);
    return kind;
  }
  return 'tcx';
}
