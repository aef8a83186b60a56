/**
 * Faults that can be planted in the model, each one line of wrongness at the place where a kernel programmer would
 * commit it. They show that the checker finds what it is there to find.
 */
export const FAULTS = {
  'attach/capacity-against-index': {
    sentence: 'The capacity is compared with the index instead of the length (needs a full hook).',
  },
  'attach/replace-ignores-link': { sentence: "REPLACE does not look at the slot's link." },
  'attach/replace-keeps-revision': { sentence: 'A replace in place does not bump the revision.' },
  'attach/replace-drops-new': { sentence: 'A replace drops the reference of the new program instead of the old one.' },
  'attach/replace-skips-agreement': { sentence: 'REPLACE wins over a directive that designates another index.' },
  'attach/before-off-by-one': { sentence: 'BEFORE inserts one place too far in front.' },
  'attach/after-off-by-one': { sentence: 'AFTER inserts one place too far behind.' },
  'attach/link-not-compared': { sentence: "A relative's link is not compared with the slot's." },
  'attach/duplicate-before-revision': { sentence: 'The duplicate is looked for before the revision is compared.' },
  'attach/duplicate-ignores-links': {
    sentence: 'A program that is attached through a link is not found as a duplicate.',
  },
  'attach/relative-type-unchecked': { sentence: "The type of the relative's program is not compared." },
  'attach/zero-link-is-none': { sentence: 'LINK with value 0 is taken for no relative.' },
  'attach/relative-unused-unresolved': { sentence: 'A relative is resolved only where a directive uses it.' },
  'attach/double-put-on-stale': {
    sentence: 'The reference of the subject is dropped twice when the revision is stale.',
  },
  'attach/leak-on-duplicate': { sentence: 'The reference of the subject is kept when it is a duplicate.' },
  'attach/no-copy-to-peer': { sentence: 'The peer array is edited without the active one being copied first.' },
  'attach/entry-survives-failure': { sentence: 'A failed attach leaves the entry it made for an empty hook.' },
  'link-create/flags-masked': { sentence: 'The flag mask of an attach is applied to a link create.' },
  'link-create/leak-on-failure': { sentence: 'A failed link create keeps its reference of the program.' },
  'link-update/same-bumps-revision': { sentence: 'To give a link the program it has bumps the revision.' },
  'link-update/old-ignored': { sentence: 'The old program that is expected is not compared.' },
  'link-update/duplicate-unchecked': { sentence: 'A new program that is in the list already is not refused.' },
  'link-detach/slot-by-program': {
    sentence: 'A defunct link is detached again through the slot its program is in now.',
  },
  'link-close/leaves-slot': { sentence: 'Closing the last fd of a link does not take it out of its slot.' },
  'detach/terminator-lost': {
    sentence: 'The entry behind the last slot is not moved along, so the list keeps a stale last slot.',
  },
  'detach/stale-ignored': { sentence: 'The expected revision is not compared.' },
  'detach/unnamed-ignores-link': { sentence: 'A slot that is designated by its place alone may have a link.' },
  'detach/entry-kept': { sentence: 'The entry of a hook is kept when its last slot goes, and its revision with it.' },
  'detach/full-hook-shrinks': {
    sentence: 'The end of a full hook is clamped before it is compared with the capacity (needs a full hook).',
  },
  'detach/put-missing': { sentence: 'The reference of a program that was detached is not dropped.' },
  'query/truncated-count': { sentence: 'A buffer that is too small makes the query report its own size as the count.' },
  'device/direct-programs-kept': {
    sentence: 'Removing a device does not drop the references of directly attached programs.',
  },
  'device/links-left-attached': { sentence: 'Removing a device does not tell its links.' },
} as const satisfies Record<string, { sentence: string }>;

/** The name of a fault. */
export type FaultId = keyof typeof FAULTS;
