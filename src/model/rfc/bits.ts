import type { Flags } from '../../spec/vocabulary/index.ts';

/** The flags of the second RFC as bits. Source: the uapi part of the patch of June 2023. */
export const REPLACE = 1 << 2;
export const BEFORE = 1 << 3;
export const AFTER = 1 << 4;
export const FIRST = 1 << 5;
export const LAST = 1 << 6;
const UNKNOWN = 1 << 20;

/** The flags of a request as one number; ID and LINK follow from the relative. */
export function bitsOf(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index += 1)
    switch (flags[index]) {
      case 'REPLACE':
        bits |= REPLACE;
        break;
      case 'BEFORE':
        bits |= BEFORE;
        break;
      case 'AFTER':
        bits |= AFTER;
        break;
      case 'FIRST':
        bits |= FIRST;
        break;
      case 'LAST':
        bits |= LAST;
        break;
      default:
        bits |= UNKNOWN;
    }
  return bits;
}

/** Whether a flag is set that attach and detach do not know. */
export const hasUnknown = (bits: number): boolean => (bits & UNKNOWN) !== 0;
