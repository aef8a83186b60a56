import type { HookKind } from '../spec/families/slots/vocabulary/index.ts';

/** Why a trace cannot be carried. */
export class NotCarried extends Error {}

/** What a format can carry of traces. */
export interface Carried {
  /** The kinds of hook that it can make. */
  readonly kinds: readonly HookKind[];
  /** Whether it has pins of links, callers without privileges, qdiscs, and hooks that are named by another device. */
  readonly isFull?: true;
  /** Whether its programs note that they ran, for packets and calls. */
  readonly hasRuns?: true;
}

/** What every format can carry. */
export const USUAL: Carried = { kinds: ['tcx', 'cgroup'] };

/** What formats can carry that make every system call themselves. */
export const FULL: Carried = { kinds: ['tcx', 'cgroup', 'netkit'], isFull: true };

/** What formats can carry that load programs of their own making too. */
export const RAW: Carried = { ...FULL, hasRuns: true };
