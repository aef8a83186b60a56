import type { Designated } from '../../../rule.ts';
import { placeOfRelative } from '../../slots/facts/relative.ts';
import { listed, subject } from '../../slots/facts/subject.ts';
import { type Designation, fact, NOWHERE, type Place } from '../../slots/rules.ts';
import { progOfRelative } from '../../slots/state.ts';
import type { Flags, RequestOf, Slot } from '../../slots/vocabulary/index.ts';
import { firstRegular, lastRegular, PINS, PLACEMENT, pinned, RELATIVE_PLACE } from './facts.ts';

type Insertion = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/** What is in the way of an insertion at the place that BEFORE, AFTER or nothing designates. */
const spot = { field: 'spot', values: ['free', 'behind-first', 'in-front-of-last', 'sole-slot-pinned'] } as const;

/** Whether the object to replace is attached, directly or through a link. It is found by its program alone. */
const target = fact({
  field: 'target',
  values: ['unlisted', 'linked', 'direct'],
  reads: ['relative'],
  tell: (state, { hook, relative }: Insertion) => listed(state, hook, progOfRelative(state, relative)),
});

/** Whether the program is to be replaced by itself. */
const itself = fact({
  field: 'itself',
  values: [false, true],
  reads: ['prog', 'relative'],
  tell: (state, { prog, relative }: Insertion) =>
    prog.is === 'prog' && relative.is !== 'none' && progOfRelative(state, relative) === prog.name,
});

/** What can be said of an attach and of a link create. */
export const INSERTION = [...PLACEMENT, ...PINS, ...RELATIVE_PLACE, subject, spot, target, itself] as const;

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
  fields: [spot],
  designate: (slots, _capacity, flags, [relative]) =>
    flags.includes('REPLACE') ? { part: { spot: 'free' }, at: relative! } : insertionPlace(slots, flags, relative!),
};
