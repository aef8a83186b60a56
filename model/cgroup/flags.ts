import { FLAG_BITS, type Flags, type Revision } from '../../spec/families/slots/vocabulary/index.ts';
import { lowerRevision } from '../machine/lower.ts';

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

/** Whether a request expects another revision than the current one. */
export function isStale(expected: Revision, current: number): boolean {
  const value = lowerRevision(expected, current);
  return value !== 0 && value !== current;
}
