import { FLAG_BITS, type Flags, type Revision } from '../../spec/families/slots/vocabulary/index.ts';
import { ID, LINK, lowerRevision } from '../machine/lower.ts';

/** The uapi bit that names a slot to take over. */
export const REPLACE: number = FLAG_BITS.REPLACE;
/** The uapi bit that asks for the place in front of the relative. */
export const BEFORE: number = FLAG_BITS.BEFORE;
/** The uapi bit that asks for the place behind the relative. */
export const AFTER: number = FLAG_BITS.AFTER;
const UNKNOWN: number = FLAG_BITS.UNKNOWN;

/** The flags that attach and detach know. ID and LINK come with the relative and are always known. */
export const KNOWN_FLAGS: number = REPLACE | BEFORE | AFTER | ID | LINK;

/** The flags of a request as one number; the bits of its relative are not among them. */
export function flagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index++) {
    switch (flags[index]!) {
      case 'REPLACE':
        bits |= REPLACE;
        break;
      case 'BEFORE':
        bits |= BEFORE;
        break;
      case 'AFTER':
        bits |= AFTER;
        break;
      // Any other flag is a bit that this code does not know.
      default:
        bits |= UNKNOWN;
    }
  }
  return bits;
}

/** Whether a request expects another revision than the current one; a caller knows the one that a query shows. */
export function isStale(expected: Revision, current: number, shown = current): boolean {
  const value = lowerRevision(expected, shown);
  return value !== 0 && value !== current;
}
