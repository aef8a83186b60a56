import { type Design, SOUND } from './design.ts';

/** A design with one thing changed, to see which property needs it. */
export interface Variant {
  readonly id: string;
  readonly sentence: string;
  readonly design: Design;
}

const AT_ONCE = { lastPut: 'frees-at-once' } as const;

const PLANTED: Readonly<Record<string, readonly [sentence: string, changes: Partial<Design>]>> = {
  sound: [
    'The design of the kernel: copy, edit, publish, wait, commit; a replacement is one store, without a wait.',
    {},
  ],
  'no-synchronize-rcu': [
    'Nobody waits for a grace period; the last put of a program still defers its free by one.',
    { waits: [] },
  ],
  'no-synchronize-rcu-immediate-free': [
    'Nobody waits for a grace period, and the last put frees at once.',
    { waits: [], ...AT_ONCE },
  ],
  'no-synchronize-rcu-third-array': [
    'Nobody waits, but the two updates write two different arrays and leave the first alone (as when every update allocates).',
    { waits: [], arrays: 3 },
  ],
  'wait-only-for-removal': ['The updater waits only where a program is removed from the list.', { waits: ['remove'] }],
  'wait-before-publish': ['The updater waits before it publishes instead of after.', { waitAt: 'before-publish' }],
  'put-before-wait': ['The removed program is put before the wait; the free is deferred.', { putAt: 'before-wait' }],
  'put-before-wait-immediate-free': [
    'The removed program is put before the wait, which a replacement has here too, and the put frees at once.',
    { putAt: 'before-wait', ...AT_ONCE, waits: ['insert', 'remove', 'replace'] },
  ],
  'put-before-publish': [
    'The removed program is put before the list without it is published; the free is deferred.',
    { putAt: 'before-publish' },
  ],
  'immediate-free': ['The last put frees at once; updater and readers do as in the sound design.', AT_ONCE],
  'immediate-free-replace-waits': [
    'The last put frees at once, and a replacement waits for a grace period before it puts.',
    { ...AT_ONCE, waits: ['insert', 'remove', 'replace'] },
  ],
  'edit-active-in-place': ['Insertions and removals are made in the active array, word by word.', { edits: 'active' }],
  'room-from-its-place': [
    'An insertion moves words up from its place on, so that each move overwrites the next word (memcpy for memmove).',
    { makesRoom: 'from-its-place' },
  ],
  'publish-before-copy': ['The peer is published first, and filled and edited then.', { publishes: 'first' }],
  'publish-before-edit': [
    'The peer is published when it has been copied, and edited then.',
    { publishes: 'when-copied' },
  ],
  'terminator-late': [
    'The peer gets its programs, is published, and gets its terminator then.',
    { terminator: 'after-publish' },
  ],
  'replace-tears': ['A replacement clears the slot and then sets it: two stores.', { replaces: 'clear-then-set' }],
  'fetch-every-slot': ['A reader fetches the active array again before every slot.', { fetches: 'before-every-slot' }],
  'no-room-for-the-terminator': ['A list may fill all words of its array.', { capacity: 4 }],
};

/** The sound design and what was planted in it, by name. */
export const VARIANTS: readonly Variant[] = Object.entries(PLANTED).map(([id, [sentence, changes]]) => ({
  id,
  sentence,
  design: { ...SOUND, ...changes },
}));

/** The variant of a name, if there is one. */
export function variantNamed(id: string): Variant | undefined {
  return VARIANTS.find((variant) => variant.id === id);
}
