import { type Fault, faultTable } from '../machine/fault.ts';

const sentences = {
  'resolve/idle-bits-pass': 'ID and LINK without REPLACE, BEFORE or AFTER pass where the value is 0.',
  'resolve/zero-id-is-none': 'ID with value 0 means no relative.',
  'resolve/wrong-type-leaks': 'A relative of another type keeps the reference taken on it.',
  'attach/stale-after-resolve': 'The revision is checked after the relative is resolved.',
  'replace/self-is-duplicate': 'A program cannot be replaced by itself, because it is attached already.',
  'replace/takes-linked-slot': 'A program takes over the slot of a link.',
  'replace/keeps-flags': 'A replacement does not change the flags of the slot.',
  'replace/first-anywhere': 'A replacement pins any slot to the head.',
  'replace/keeps-old-reference': 'A replacement does not drop the reference on the old program.',
  'pin/flag-not-stored': 'A slot that is put at the head is not pinned there.',
  'pin/sole-slot-first-only': 'The sole slot that asked for both ends is pinned to the head alone.',
  'pin/relative-link-not-compared': 'A relative with a link matches the first slot by program alone.',
  'pin/empty-tail-after-accepted': 'LAST with AFTER on an empty list appends.',
  'pin/full-list-pushes-out': 'A full list takes another head, and its last slot falls off the end.',
  'add/behind-last': 'Appending does not check whether the last slot is pinned.',
  'add/before-first-accepted': 'BEFORE inserts in front of the slot that is pinned to the head.',
  'add/head-counts-first': 'BEFORE without a relative takes the first slot, pinned or not.',
  'add/chosen-relative-leaks': 'The reference on the program that a directive without relative stands for is kept.',
  'add/absent-relative-appends': 'A relative that is not in the list is ignored, and the program is appended.',
  'detach/first-subject-not-compared': 'FIRST removes the first program, whichever was named.',
  'detach/after-wins': 'Of BEFORE and AFTER with a relative, AFTER decides.',
  'detach/linked-slot-removable': 'Detach removes the slot of a link.',
  'detach/stale-ignored': 'Detach ignores the expected revision.',
  'detach/empty-entry-enoent': 'A detach from an empty list whose entry lives gives ENOENT.',
  'revision/stays-on-replace': 'A replacement does not count as a revision.',
  'revision/wraps-to-zero': 'The revision that follows the largest is 0.',
  'query/anybody': 'A query asks for no capability.',
} as const;

/** The name of a fault that can be fault in the second RFC: where it is, and what is wrong. */
export type RfcFaultId = keyof typeof sentences;

/** Every fault that can be fault in the second RFC. */
export const RFC_FAULTS: Readonly<Record<RfcFaultId, Fault>> = faultTable(sentences);
