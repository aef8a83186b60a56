import { deviceAspect } from '../../facts/device.ts';
import { placeOfRelative, relativeAspect } from '../../facts/relative.ts';
import { revisionAspect } from '../../facts/revision.ts';
import { listed, SUBJECT_DOMAIN, subjectAspect } from '../../facts/subject.ts';
import { type Aspect, type Designated, type Designation, NOWHERE, type Place } from '../../rule.ts';
import { progOfRelative } from '../../state.ts';
import type { Flags, RequestOf, Slot } from '../../vocabulary/index.ts';
import {
  firstRegular,
  flagAspect,
  lastRegular,
  linkBitAspect,
  PINS_DOMAIN,
  PLACEMENT_DOMAIN,
  pinned,
  pinsAspect,
  RELATIVE_PLACE_DOMAIN,
  relativePlaceAspect,
} from './facts.ts';

type Insertion = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/** What can be said of an attach and of a link create. */
export const INSERTION_DOMAIN = {
  ...PLACEMENT_DOMAIN,
  ...PINS_DOMAIN,
  ...RELATIVE_PLACE_DOMAIN,
  ...SUBJECT_DOMAIN,
  /** What is in the way of an insertion at the place that BEFORE, AFTER or nothing designates. */
  spot: ['free', 'behind-first', 'in-front-of-last', 'sole-slot-pinned'],
  /** Whether the object to replace is attached, directly or through a link. */
  target: ['unlisted', 'linked', 'direct'],
  /** Whether the program is to be replaced by itself. */
  itself: [false, true],
} as const;

export const insertionAspects: readonly Aspect<Insertion>[] = [
  flagAspect,
  subjectAspect,
  deviceAspect,
  revisionAspect,
  relativeAspect,
  linkBitAspect,
  relativePlaceAspect,
  pinsAspect,
  // The object to replace is found by its program alone.
  {
    reads: ['relative'],
    tells: ['target'],
    part: (state, { hook, relative }) => ({ target: listed(state, hook, progOfRelative(state, relative)) }),
  },
  {
    reads: ['prog', 'relative'],
    tells: ['itself'],
    part: (state, { prog, relative }) => ({
      itself: prog.is === 'prog' && relative.is !== 'none' && progOfRelative(state, relative) === prog.name,
    }),
  },
];

/** The end of the list, or in front of a slot that is pinned to it. */
const appended = (slots: readonly Slot[]): Designated => {
  const last = slots.at(-1);
  if (!pinned(last, 'LAST')) return { part: { spot: 'free' }, at: slots.length };
  return { part: { spot: pinned(last, 'FIRST') ? 'sole-slot-pinned' : 'free' }, at: slots.length - 1 };
};

/** The place at which BEFORE, AFTER or nothing inserts; without a relative they mean the outermost unpinned slot. */
function insertionPlace(slots: readonly Slot[], flags: Flags, relative: Place): Designated {
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

export const insertion: Designation<Insertion> = {
  places: [{ reads: 'relative', find: (state, { hook, relative }) => placeOfRelative(state, hook, relative) }],
  tells: ['spot'],
  designate: (slots, _capacity, flags, [relative]) =>
    flags.includes('REPLACE') ? { part: { spot: 'free' }, at: relative! } : insertionPlace(slots, flags, relative!),
};
