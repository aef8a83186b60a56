import type { Fact } from '../derivation-form.ts';
import { type Aspect, type Designation, NOWHERE, type Place } from '../rule.ts';
import { type State, slotOfLink, slotsOf } from '../state.ts';
import { type Flags, type HookName, type Op, type Relative, type Request, setsLinkBit } from '../vocabulary/index.ts';
import { directSlot } from './direct.ts';
import { unresolved } from './relative.ts';

export const ANCHOR_DOMAIN = {
  relative: ['none', 'zero-link', 'not-open', 'wrong-kind', 'unknown-id', 'unlisted', 'listed'],
  /** Of which kind the relative is said to be: by the LINK bit alone. */
  anchor: ['none', 'prog', 'link'],
  /** Whether relative and subject agree on PREORDER. */
  preorder: ['agrees', 'differs'],
} as const;

/** How the slot of a relative is found: a program's is one without link, a link's is its own. */
function placeOfAnchor(state: State, hook: HookName, relative: Relative): Place {
  let place = -1;
  if (relative.is === 'prog') place = directSlot(state, hook, relative.name);
  if (relative.is === 'link') place = slotOfLink(state, hook, relative.name);
  return place === -1 ? NOWHERE : place;
}

/** A way to find the slot of a relative. */
export type FindAnchor = typeof placeOfAnchor;

type Placed = Request & { hook: HookName; flags: Flags; relative: Relative };

/** The place of the relative, for a designation. */
export const anchorPlace: Designation<Placed>['places'][number] = {
  reads: 'relative',
  find: (state, { hook, relative }) => placeOfAnchor(state, hook, relative),
};

/** The slot in front of which an insertion goes. */
export function insertionPlace(count: number, flags: Flags, relative: Place): number {
  if (flags.includes('BEFORE')) return relative === NOWHERE ? 0 : relative;
  return flags.includes('AFTER') && relative !== NOWHERE ? relative + 1 : count;
}

function resolve(find: FindAnchor, state: State, hook: HookName, relative: Relative) {
  return unresolved(state, relative) ?? (find(state, hook, relative) === NOWHERE ? 'unlisted' : 'listed');
}

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
