import type { Flags, SlotFlag } from '../../spec/families/slots/vocabulary/index.ts';

/** Makes the request take over a slot. */
export const REPLACE = 1 << 2;
/** Asks for the place in front of the relative. */
export const BEFORE = 1 << 3;
/** Asks for the place behind the relative. */
export const AFTER = 1 << 4;
/** Asks for the head of the list, and keeps it. */
export const FIRST = 1 << 5;
/** Asks for the tail of the list, and keeps it. */
export const LAST = 1 << 6;

/** The flags that attaching and detaching a program know. ID and LINK come with the relative and are always known. */
export const KNOWN_FLAGS = REPLACE | BEFORE | AFTER | FIRST | LAST;

const UNKNOWN = 1 << 20;

/** The flags of a request as one number; the bits of its relative are not among them. */
export function flagBits(flags: Flags): number {
  let bits = 0;
  for (let index = 0; index < flags.length; index++) bits |= bitOf(flags[index]!);
  return bits;
}

function bitOf(flag: Flags[number]): number {
  switch (flag) {
    case 'REPLACE':
      return REPLACE;
    case 'BEFORE':
      return BEFORE;
    case 'AFTER':
      return AFTER;
    case 'FIRST':
      return FIRST;
    case 'LAST':
      return LAST;
    default:
      return UNKNOWN;
  }
}

/** The flags of a slot in words, in the order FIRST, LAST. */
export function slotFlags(bits: number): SlotFlag[] {
  const words: SlotFlag[] = [];
  if ((bits & FIRST) !== 0) words.push('FIRST');
  if ((bits & LAST) !== 0) words.push('LAST');
  return words;
}

/** The revision that follows: 32 bits, without 0, which in a request means that none is expected. */
export function nextRevision(revision: number): number {
  return revision === 0xffffffff ? 1 : revision + 1;
}
