import { flagFact } from '../../../flag-fact.ts';
import { device } from '../../slots/facts/device.ts';
import { AFTER, BEFORE, REPLACE, unknownFlag } from '../../slots/facts/flags.ts';
import { placeOfRelative, relative } from '../../slots/facts/relative.ts';
import { revision } from '../../slots/facts/revision.ts';
import { room } from '../../slots/facts/room.ts';
import { fact, NOWHERE, type Place } from '../../slots/rules.ts';
import { slotsOf } from '../../slots/state.ts';
import {
  type HookName,
  type Relative,
  type Request,
  type Slot,
  type SlotFlag,
  setsLinkBit,
} from '../../slots/vocabulary/index.ts';

/** The flags that every request about a place in a list knows. */
const KNOWN = ['REPLACE', 'BEFORE', 'AFTER', 'FIRST', 'LAST'];

/** Whether the relative is said to be a link. */
const linkBit = fact({
  field: 'LINK',
  values: [false, true],
  reads: ['relative'],
  tell: (_, { relative: ref }: Request & { relative: Relative }) => setsLinkBit(ref),
});

/** What can be said of every request about a place in a list. */
export const PLACEMENT = [
  unknownFlag(KNOWN),
  REPLACE,
  BEFORE,
  AFTER,
  flagFact('FIRST'),
  flagFact('LAST'),
  device,
  revision,
  relative,
  linkBit,
] as const;

/** Whether a slot is pinned. */
export const pinned = (slot: Slot | undefined, flag: SlotFlag): boolean => slot?.flags?.includes(flag) ?? false;

/** The first slot that is not pinned to the head, or NOWHERE. */
export function firstRegular(slots: readonly Slot[]): Place {
  const at = slots.findIndex((slot) => !pinned(slot, 'FIRST'));
  return at === -1 ? NOWHERE : at;
}

/** The last slot in front of the one that is pinned to the tail, or NOWHERE. */
export function lastRegular(slots: readonly Slot[]): Place {
  const tail = slots.findIndex((slot) => pinned(slot, 'LAST'));
  const at = (tail === -1 ? slots.length : tail) - 1;
  return at < 0 ? NOWHERE : at;
}

type AtHook = Request & { hook: HookName };

const list = fact({
  field: 'list',
  values: ['empty', 'some'],
  reads: ['hook'],
  tell: (state, { hook }: AtHook) => (slotsOf(state, hook).length === 0 ? 'empty' : 'some'),
});

/** Whether the first slot is pinned to the head. */
const head = fact({
  field: 'head',
  values: ['free', 'pinned'],
  reads: ['hook'],
  tell: (state, { hook }: AtHook) => (pinned(slotsOf(state, hook)[0], 'FIRST') ? 'pinned' : 'free'),
});

/** Whether the last slot is pinned to the tail. */
const tail = fact({
  field: 'tail',
  values: ['free', 'pinned'],
  reads: ['hook'],
  tell: (state, { hook }: AtHook) => (pinned(slotsOf(state, hook).at(-1), 'LAST') ? 'pinned' : 'free'),
});

/** What the list says. */
export const PINS = [list, room, head, tail] as const;

/** Whether the relative is in a slot, by the number of slots. In an empty list, nothing named is in every slot. */
const relativeIn = <const F extends string>(field: F, slot: (count: number) => Place) =>
  fact({
    field,
    values: [false, true],
    reads: ['relative'],
    tell: (state, { hook, relative: ref }: AtHook & { relative: Relative }) => {
      const count = slotsOf(state, hook).length;
      return count === 0 ? ref.is === 'none' : placeOfRelative(state, hook, ref) === slot(count);
    },
  });

/** Whether the relative is in the first slot, and whether in the last. */
export const RELATIVE_PLACE = [
  relativeIn('relativeFirst', () => 0),
  relativeIn('relativeLast', (count) => count - 1),
] as const;
