import { FLAG_BITS, type Flags, type Revision } from '../../spec/vocabulary/index.ts';
import type { Cgroup } from './cgroup.ts';

/** The mode in which a descendant's program takes the place of this cgroup's. */
export const ALLOW_OVERRIDE: number = FLAG_BITS.ALLOW_OVERRIDE;
/** The mode in which a cgroup has any number of programs. */
export const ALLOW_MULTI: number = FLAG_BITS.ALLOW_MULTI;
/** The bits that say in which mode to attach. */
export const MODE_BITS: number = ALLOW_OVERRIDE | ALLOW_MULTI;
/** The bit that names a program to take the place of. */
export const REPLACE: number = FLAG_BITS.REPLACE;
/** The bit that asks for the place in front of the relative. */
export const BEFORE: number = FLAG_BITS.BEFORE;
/** The bit that asks for the place behind the relative. */
export const AFTER: number = FLAG_BITS.AFTER;
/** The bit that makes the relative's number an id. */
export const ID: number = FLAG_BITS.ID;
/** The bit that makes the relative a link. */
export const LINK: number = FLAG_BITS.LINK;
/** The bit that makes a program run ahead of those of descendants. */
export const PREORDER: number = FLAG_BITS.PREORDER;
const UNKNOWN: number = FLAG_BITS.UNKNOWN;

/** The flags of a request as one number, without the bits of its relative; every flag no cgroup knows is one bit. */
export function flagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index++) bits |= bitOf(flags[index]!);
  return bits;
}

function bitOf(flag: string): number {
  switch (flag) {
    case 'ALLOW_OVERRIDE':
      return ALLOW_OVERRIDE;
    case 'ALLOW_MULTI':
      return ALLOW_MULTI;
    case 'REPLACE':
      return REPLACE;
    case 'BEFORE':
      return BEFORE;
    case 'AFTER':
      return AFTER;
    case 'PREORDER':
      return PREORDER;
    default:
      return UNKNOWN;
  }
}

/** Whether a request expects a revision that the cgroup is not at. */
export function isStale(expected: Revision, cgroup: Cgroup): boolean {
  const value = expectedRevision(expected, cgroup.revision);
  return value !== 0 && value !== cgroup.revision;
}

function expectedRevision(expected: Revision, current: number): number {
  switch (expected) {
    case 'none':
      return 0;
    case 'current':
      return current;
    case 'stale':
      return current + 1;
  }
}
