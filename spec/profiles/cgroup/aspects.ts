import type { Fact } from '../../derivation-form.ts';
import { modeOf } from '../../effects.ts';
import { lineage } from '../../hierarchy.ts';
import { type Aspect, NOWHERE, type Place } from '../../rule.ts';
import { holdersOfProg, type State, slotOfLink, slotsOf, statusOf } from '../../state.ts';
import {
  type Flags,
  type HookName,
  type Op,
  type OptionalProgRef,
  type Relative,
  type Request,
  setsLinkBit,
} from '../../vocabulary/index.ts';

/** What a request says of its flags. */
export const FLAG_DOMAIN = {
  unknownFlag: [false, true],
  REPLACE: [false, true],
  BEFORE: [false, true],
  AFTER: [false, true],
} as const;

/** The aspect of the flags, given those that a command knows. */
export function flagAspect(known: readonly string[]): Aspect<Request & { flags: Flags }> {
  return {
    reads: ['flags'],
    tells: Object.keys(FLAG_DOMAIN),
    part: (_, { flags }) => ({
      unknownFlag: flags.some((flag) => !known.includes(flag)),
      REPLACE: flags.includes('REPLACE'),
      BEFORE: flags.includes('BEFORE'),
      AFTER: flags.includes('AFTER'),
    }),
  };
}

export const MODE_DOMAIN = { mode: ['NONE', 'OVERRIDE', 'MULTI', 'both'] } as const;

/** The mode that the flags of an attach ask for. */
export const modeAspect: Aspect<Request & { flags: Flags }> = {
  reads: ['flags'],
  tells: ['mode'],
  part: (_, { flags }) => ({
    mode: flags.includes('ALLOW_OVERRIDE') && flags.includes('ALLOW_MULTI') ? 'both' : modeOf(flags),
  }),
};

export const CGROUP_DOMAIN = {
  /** Whether the cgroups above let anything be attached. */
  hierarchy: ['allows', 'forbids'],
  room: ['free', 'full'],
} as const;

/** The nearest ancestor that is in MULTI mode or has a program decides: any mode but NONE allows. */
export function hierarchyAllows(state: State, hook: HookName): boolean {
  for (const ancestor of lineage(state, hook).slice(1)) {
    const { mode, slots } = state.hooks[ancestor]!;
    if (mode === 'MULTI') return true;
    if (slots.length > 0) return mode === 'OVERRIDE';
  }
  return true;
}

/** What the cgroup itself says of an attach. */
export const cgroupAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['hierarchy', 'room'],
  part: (state, { hook }) => ({
    hierarchy: hierarchyAllows(state, hook) ? 'allows' : 'forbids',
    room: slotsOf(state, hook).length < state.universe.capacity ? 'free' : 'full',
  }),
};

/** Whether a list is empty, or in which relation its mode is to that of a request. */
export const LIST_DOMAIN = { list: ['empty', 'same-mode', 'other-mode'] } as const;

export const listAspect: Aspect<Request & { hook: HookName; flags: Flags }> = {
  reads: ['flags'],
  tells: ['list'],
  part: (state, { hook, flags }) => listOf(state, hook, modeOf(flags)),
};

/** As listAspect, for a link: it is always attached in MULTI mode. */
export const linkListAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['list'],
  part: (state, { hook }) => listOf(state, hook, 'MULTI'),
};

function listOf(state: State, hook: HookName, mode: string): { list: (typeof LIST_DOMAIN.list)[number] } {
  const at = state.hooks[hook]!;
  if (at.slots.length === 0) return { list: 'empty' };
  return { list: at.mode === mode ? 'same-mode' : 'other-mode' };
}

/** The slot of a program that is attached directly, or -1. */
export function directSlot(state: State, hook: HookName, prog: string): number {
  return slotsOf(state, hook).findIndex((slot) => slot.prog === prog && slot.link === 'none');
}

/** The slot of a program that is named by fd and attached directly, or NOWHERE. */
export function placeOfDirect(state: State, hook: HookName, ref: OptionalProgRef): Place {
  const place = ref.is === 'prog' ? directSlot(state, hook, ref.name) : -1;
  return place === -1 ? NOWHERE : place;
}

export const ANCHOR_DOMAIN = {
  relative: ['none', 'zero-link', 'not-open', 'wrong-kind', 'unknown-id', 'unlisted', 'listed'],
  /** Of which kind the relative is said to be: by the LINK bit alone. */
  anchor: ['none', 'prog', 'link'],
  /** Whether relative and subject agree on PREORDER. */
  preorder: ['agrees', 'differs'],
} as const;

/** How the slot of a relative is found: a program's is one without link, a link's is its own. */
export function placeOfAnchor(state: State, hook: HookName, relative: Relative): Place {
  let place = -1;
  if (relative.is === 'prog') place = directSlot(state, hook, relative.name);
  if (relative.is === 'link') place = slotOfLink(state, hook, relative.name);
  return place === -1 ? NOWHERE : place;
}

/** A way to find the slot of a relative. */
export type FindAnchor = typeof placeOfAnchor;

function resolve(find: FindAnchor, state: State, hook: HookName, relative: Relative) {
  switch (relative.is) {
    case 'none':
      return 'none';
    case 'zero':
      return relative.by === 'fd' ? 'zero-link' : 'unknown-id';
    case 'closed-fd':
      return 'not-open';
    case 'wrong-kind-fd':
      return 'wrong-kind';
    case 'unknown-id':
      return 'unknown-id';
    case 'prog':
      if (relative.by === 'fd' && state.closed.has(relative.name)) return 'not-open';
      if (holdersOfProg(state, relative.name) === 0) return 'unknown-id';
      break;
    case 'link':
      if (statusOf(state, relative.name).is === 'absent') return relative.by === 'fd' ? 'not-open' : 'unknown-id';
      break;
  }
  return find(state, hook, relative) === NOWHERE ? 'unlisted' : 'listed';
}

type Placed = Request & { hook: HookName; flags: Flags; relative: Relative };

const anchorOf = (relative: Relative) => (relative.is === 'none' ? 'none' : setsLinkBit(relative) ? 'link' : 'prog');

/** Whether the relative, where it is in the list, and the subject agree on PREORDER. */
function preorder(find: FindAnchor, state: State, { hook, flags, relative }: Placed): 'agrees' | 'differs' {
  const place = find(state, hook, relative);
  if (place === NOWHERE) return 'agrees';
  const its = slotsOf(state, hook)[place]!.flags?.includes('PREORDER') ?? false;
  return its === flags.includes('PREORDER') ? 'agrees' : 'differs';
}

/** What can be said of a relative. The type of its program is not looked at. */
export const anchorAspects: readonly Aspect<Placed>[] = [
  {
    reads: ['relative'],
    tells: ['relative', 'anchor'],
    part: (state, { hook, relative }) => ({
      relative: resolve(placeOfAnchor, state, hook, relative),
      anchor: anchorOf(relative),
    }),
  },
  {
    reads: ['flags', 'relative'],
    tells: ['preorder'],
    part: (state, request) => ({ preorder: preorder(placeOfAnchor, state, request) }),
  },
];

/** The same, for a semantics that finds the slot of a relative in another way. */
export const anchorFacts = (of: readonly Op[], find: FindAnchor): readonly Fact[] => [
  {
    of,
    field: 'relative',
    values: ANCHOR_DOMAIN.relative,
    reads: ['relative'],
    tell: (state, { hook, relative }: Placed) => resolve(find, state, hook, relative),
  },
  {
    of,
    field: 'preorder',
    values: ANCHOR_DOMAIN.preorder,
    reads: ['flags', 'relative'],
    tell: (state, request: Placed) => preorder(find, state, request),
  },
];
