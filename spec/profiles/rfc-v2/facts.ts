import { DEVICE_DOMAIN } from '../../facts/device.ts';
import { placeOfRelative, RELATIVE_DOMAIN } from '../../facts/relative.ts';
import { REVISION_DOMAIN } from '../../facts/revision.ts';
import { roomOf } from '../../facts/room.ts';
import { type Aspect, NOWHERE, type Place } from '../../rule.ts';
import { slotsOf } from '../../state.ts';
import {
  type Flags,
  type HookName,
  type Relative,
  type Request,
  type Slot,
  type SlotFlag,
  setsLinkBit,
} from '../../vocabulary/index.ts';

const KNOWN = ['REPLACE', 'BEFORE', 'AFTER', 'FIRST', 'LAST'] as const;

const FLAG_DOMAIN = {
  unknownFlag: [false, true],
  REPLACE: [false, true],
  BEFORE: [false, true],
  AFTER: [false, true],
  FIRST: [false, true],
  LAST: [false, true],
} as const;

/** What a request says of its flags. */
export const flagAspect: Aspect<Request & { flags: Flags }> = {
  reads: ['flags'],
  tells: Object.keys(FLAG_DOMAIN),
  part: (_, { flags }) => ({
    unknownFlag: flags.some((flag) => !(KNOWN as readonly string[]).includes(flag)),
    ...Object.fromEntries(KNOWN.map((flag) => [flag, flags.includes(flag)])),
  }),
};

/** The fields that every request about a place in a list has. */
export const PLACEMENT_DOMAIN = {
  ...FLAG_DOMAIN,
  ...DEVICE_DOMAIN,
  ...REVISION_DOMAIN,
  ...RELATIVE_DOMAIN,
  /** Whether the LINK bit is set. */
  LINK: [false, true],
} as const;

/** Whether the relative is said to be a link. */
export const linkBitAspect: Aspect<Request & { relative: Relative }> = {
  reads: ['relative'],
  tells: ['LINK'],
  part: (_, { relative }) => ({ LINK: setsLinkBit(relative) }),
};

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

export const PINS_DOMAIN = {
  list: ['empty', 'some'],
  room: ['free', 'full'],
  /** Whether the first slot is pinned to the head, and the last one to the tail. */
  head: ['free', 'pinned'],
  tail: ['free', 'pinned'],
} as const;

/** What the list says. */
export const pinsAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: Object.keys(PINS_DOMAIN),
  part: (state, { hook }) => {
    const slots = slotsOf(state, hook);
    return {
      list: slots.length === 0 ? 'empty' : 'some',
      room: roomOf(state, hook),
      head: pinned(slots[0], 'FIRST') ? 'pinned' : 'free',
      tail: pinned(slots.at(-1), 'LAST') ? 'pinned' : 'free',
    };
  },
};

export const RELATIVE_PLACE_DOMAIN = {
  /** Whether the relative is in the first slot, and whether in the last; nothing named is in both of an empty list. */
  relativeFirst: [false, true],
  relativeLast: [false, true],
} as const;

/** Where the relative stands. */
export const relativePlaceAspect: Aspect<Request & { hook: HookName; relative: Relative }> = {
  reads: ['relative'],
  tells: Object.keys(RELATIVE_PLACE_DOMAIN),
  part: (state, { hook, relative }) => {
    const count = slotsOf(state, hook).length;
    if (count === 0) return { relativeFirst: relative.is === 'none', relativeLast: relative.is === 'none' };
    const place = placeOfRelative(state, hook, relative);
    return { relativeFirst: place === 0, relativeLast: place === count - 1 };
  },
};
