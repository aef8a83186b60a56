import { CAPACITY, type Hook, type HookKind, type Universe } from '../spec/vocabulary/index.ts';
import { CgroupHooks } from './cgroup-hooks.ts';
import type { Result } from './errno.ts';
import { NotForKernel } from './failure.ts';
import { TcxHooks } from './tcx-hooks.ts';
import type { Toolbox } from './tools.ts';

/** One hook as bpf(2) names it: target_ifindex is the index of a device, or target_fd, an fd of a cgroup's directory. */
export interface Target {
  readonly target_ifindex: number;
  readonly attach_type: number;
}

/** The fds of everything that may be attached. */
export interface Attached {
  readonly links: readonly number[];
  readonly progs: readonly number[];
}

/** The hooks of one universe, which are all of one kind. */
export interface Hooks {
  readonly kind: HookKind;
  /** The attach_flags that the prefill is attached with. */
  readonly prefillFlags: number;
  /** Makes what the hooks are on; after an Error `release` is due. */
  make(): void;
  /** How bpf(2) names a hook; an Error for a name that is not in the universe. */
  target(hook: string): Target;
  /** Deletes a device; 0 or the name of an errno. An Error for a name that is not in the universe. */
  removeDevice(device: string): Result;
  /** Takes the hooks and what is attached to them away, and closes these fds; safe when called again without fds. */
  release(attached: Attached): void;
}

/** Kinds of hooks that can be made here. */
export type DrivenKind = 'tcx' | 'cgroup';

/** The hooks of a universe; nothing is made yet. Throws NotForKernel on a universe that no kernel can have. */
export function hooksOf(tools: Toolbox, universe: Universe): Hooks {
  const kind = drivenKind(universe.hooks);
  if (universe.capacity !== CAPACITY[kind])
    throw new NotForKernel(
      `the kernel's capacity is ${CAPACITY[kind]} and cannot be changed: expected capacity ${CAPACITY[kind]} of a universe of ${kind} hooks, found ${universe.capacity}`,
    );
  if (universe.revision !== 1)
    throw new NotForKernel(
      `a hook of the kernel starts at revision 1: expected revision 1, found ${universe.revision}`,
    );
  return kind === 'cgroup' ? new CgroupHooks(tools, universe.hooks) : new TcxHooks(tools, universe.hooks);
}

function drivenKind(hooks: Readonly<Record<string, Hook>>): DrivenKind {
  for (const [name, { kind }] of Object.entries(hooks)) {
    if (kind === 'xdp')
      throw new NotForKernel(`hook ${name}: expected a hook of kind tcx or cgroup, found one of kind xdp`);
    return kind;
  }
  return 'tcx';
}
