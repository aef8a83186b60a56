import { P } from 'ts-pattern';
import { type Designated, fail, NOWHERE, type Place, type Rule, rulesOver } from '../../rule.ts';
import type { Flags, Slot } from '../../vocabulary/index.ts';
import { firstRegular, LIST_DOMAIN, lastRegular, PLACEMENT_DOMAIN, pinned, RELATIVE_PLACE_DOMAIN } from './aspects.ts';

const rule = rulesOver<typeof PLACEMENT_DOMAIN>();

/** Revision and relative, in this order. */
export const resolutionRules = (command: string): readonly Rule[] => [
  rule(
    `${command}/stale-revision`,
    'An expected revision must be the current revision.',
    { revision: 'stale' },
    fail('ESTALE'),
    'rfc',
  ),
  rule(
    `${command}/object-without-use`,
    'An object, ID or LINK needs REPLACE, BEFORE or AFTER.',
    { REPLACE: false, BEFORE: false, AFTER: false, relative: P.not('none') },
    fail('EINVAL'),
    'rfc-relative',
  ),
  rule(
    `${command}/relative-zero-link`,
    'LINK without ID needs a value: 0 is never taken for the fd of a link.',
    { relative: 'zero-link' },
    fail('EINVAL'),
    'rfc-relative',
  ),
  rule(
    `${command}/relative-fd-not-open`,
    'An object named by fd must be an open fd.',
    { relative: 'not-open' },
    fail('EBADF'),
    'rfc-relative',
  ),
  rule(
    `${command}/relative-fd-of-wrong-kind`,
    'An object named by fd must be a link where LINK is set and a program where it is not.',
    { relative: 'wrong-kind' },
    fail('EINVAL'),
    'rfc-relative',
  ),
  rule(
    `${command}/relative-id-unknown`,
    'An object named by id must exist; nothing has id 0.',
    { relative: 'unknown-id' },
    fail('ENOENT'),
    'rfc-relative',
  ),
];

/** The fields of a situation in which something is to be inserted. */
export const INSERTION_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  ...LIST_DOMAIN,
  ...RELATIVE_PLACE_DOMAIN,
  subject: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  /** What is in the way of an insertion at the place that BEFORE, AFTER or nothing designates. */
  spot: ['free', 'behind-first', 'in-front-of-last', 'sole-slot-pinned'],
} as const;

const insertion = rulesOver<typeof INSERTION_DOMAIN>();

/** The end of the list, or in front of a slot that is pinned to it. */
const appended = (slots: readonly Slot[]): Designated => {
  const last = slots.at(-1);
  if (!pinned(last, 'LAST')) return { part: { spot: 'free' }, at: slots.length };
  return { part: { spot: pinned(last, 'FIRST') ? 'sole-slot-pinned' : 'free' }, at: slots.length - 1 };
};

/** The place at which BEFORE, AFTER or nothing inserts; without a relative they mean the outermost slot that is not pinned. */
export function insertionPlace(slots: readonly Slot[], flags: Flags, relative: Place): Designated {
  if (flags.includes('FIRST')) return { part: { spot: 'free' }, at: 0 };
  if (flags.includes('LAST')) return { part: { spot: 'free' }, at: slots.length };
  if (flags.includes('BEFORE')) {
    const at = relative === NOWHERE ? firstRegular(slots) : relative;
    if (at !== NOWHERE) return { part: { spot: pinned(slots[at], 'FIRST') ? 'behind-first' : 'free' }, at };
  } else if (flags.includes('AFTER')) {
    const at = relative === NOWHERE ? lastRegular(slots) : relative;
    if (at !== NOWHERE) return { part: { spot: pinned(slots[at], 'LAST') ? 'in-front-of-last' : 'free' }, at: at + 1 };
  }
  return appended(slots);
}

/** Pinning to the head or tail; FIRST is looked at before LAST. */
export const pinRules = (command: string): readonly Rule[] => {
  const pin = { FIRST: true } as const;
  const last = { LAST: true } as const;
  return [
    insertion(
      `${command}/pin-attached`,
      'A program that is to be pinned must not be in the list.',
      { FIRST: true, subject: 'listed' },
      fail('EEXIST'),
      'rfc-pin',
    ),
    insertion(
      `${command}/pin-last-attached`,
      'A program that is to be pinned must not be in the list.',
      { LAST: true, subject: 'listed' },
      fail('EEXIST'),
      'rfc-pin',
    ),
    insertion(
      `${command}/first-after`,
      'FIRST and AFTER exclude each other.',
      { ...pin, AFTER: true },
      fail('EINVAL'),
      'rfc-pin',
    ),
    insertion(
      `${command}/first-taken`,
      'Only one slot can be pinned to the head.',
      { ...pin, head: 'pinned' },
      fail('EBUSY'),
      'rfc-pin',
    ),
    insertion(
      `${command}/first-and-last-before`,
      'FIRST and LAST together take no BEFORE.',
      { ...pin, ...last, BEFORE: true },
      fail('EINVAL'),
      'rfc-pin',
    ),
    insertion(
      `${command}/first-and-last-not-alone`,
      'FIRST and LAST together need an empty list.',
      { ...pin, ...last, list: 'some' },
      fail('EBUSY'),
      'rfc-pin',
    ),
    insertion(
      `${command}/first-before-another`,
      'FIRST with BEFORE asserts that the relative is in the first slot or, without a relative, that the list is empty.',
      { ...pin, BEFORE: true, relativeFirst: false },
      fail('EBUSY'),
      'rfc-pin',
    ),
    insertion(
      `${command}/last-before`,
      'LAST and BEFORE exclude each other.',
      { FIRST: false, ...last, BEFORE: true },
      fail('EINVAL'),
      'rfc-pin',
    ),
    insertion(
      `${command}/last-taken`,
      'Only one slot can be pinned to the tail.',
      { FIRST: false, ...last, tail: 'pinned' },
      fail('EBUSY'),
      'rfc-pin',
    ),
    insertion(
      `${command}/last-after-another`,
      'LAST with AFTER asserts that the relative is in the last slot; on an empty list this fails.',
      { FIRST: false, ...last, AFTER: true, list: 'some', relativeLast: false },
      fail('EBUSY'),
      'rfc-pin',
    ),
    insertion(
      `${command}/last-after-on-empty-list`,
      'LAST with AFTER needs a last slot.',
      { FIRST: false, ...last, AFTER: true, list: 'empty' },
      fail('EBUSY'),
      'rfc-pin',
    ),
  ];
};

/** Room, and for a request that pins nothing the place. */
export const addRules = (command: string): readonly Rule[] => [
  insertion(
    `${command}/full`,
    'A full list takes no further slot.',
    { REPLACE: false, room: 'full' },
    fail('ENOSPC'),
    'rfc-add',
  ),
  insertion(
    `${command}/before-and-after`,
    'BEFORE and AFTER exclude each other.',
    { BEFORE: true, AFTER: true },
    fail('EINVAL'),
    'rfc-add',
  ),
  insertion(
    `${command}/already-attached`,
    'A program is in the list at most once, directly or through a link.',
    { subject: 'listed' },
    fail('EEXIST'),
    'rfc-add',
  ),
  insertion(
    `${command}/behind-first`,
    'Nothing is inserted in front of a slot pinned to the head.',
    { relative: 'listed', spot: 'behind-first' },
    fail('EBUSY'),
    'rfc-add',
  ),
  insertion(
    `${command}/in-front-of-last`,
    'Nothing is inserted behind a slot pinned to the tail.',
    { relative: 'listed', spot: 'in-front-of-last' },
    fail('EBUSY'),
    'rfc-add',
  ),
  insertion(
    `${command}/sole-slot-pinned`,
    'Nothing can be added beside a slot pinned to head and tail, not even with a relative that is not in the list.',
    { spot: 'sole-slot-pinned' },
    fail('EBUSY'),
    'rfc-add',
  ),
  insertion(
    `${command}/relative-unlisted`,
    'BEFORE and AFTER need a relative that is in the list; a link counts only in its own slot.',
    { relative: 'unlisted' },
    fail('ENOENT'),
    'rfc-add',
  ),
];
