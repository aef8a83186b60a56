import { type Designation, fact, NOWHERE, type Place } from '../rules.ts';
import { type State, slotOfLink, slotsOf } from '../state.ts';
import { type Flags, type HookName, type Relative, type Request, setsLinkBit } from '../vocabulary/index.ts';
import { directSlot } from './direct.ts';
import { UNRESOLVED, unresolved } from './relative.ts';

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

/** What a relative resolves to, by a way to find its slot. The type of its program is not looked at. */
export const relativeBy = (find: FindAnchor) =>
  fact({
    field: 'relative',
    values: [...UNRESOLVED, 'unlisted', 'listed'],
    reads: ['relative'],
    tell: (state, { hook, relative }: Placed) =>
      unresolved(state, relative) ?? (find(state, hook, relative) === NOWHERE ? 'unlisted' : 'listed'),
  });

/** Of which kind the relative is said to be: by the LINK bit alone. */
const anchor = fact({
  field: 'anchor',
  values: ['none', 'prog', 'link'],
  reads: ['relative'],
  tell: (_, { relative }: Placed) => (relative.is === 'none' ? 'none' : setsLinkBit(relative) ? 'link' : 'prog'),
});

/** Whether the relative, where it is in the list, and the subject agree on PREORDER. */
export const preorderBy = (find: FindAnchor) =>
  fact({
    field: 'preorder',
    values: ['agrees', 'differs'],
    reads: ['flags', 'relative'],
    tell: (state, { hook, flags, relative }: Placed) => {
      const place = find(state, hook, relative);
      if (place === NOWHERE) return 'agrees';
      const its = slotsOf(state, hook)[place]!.flags?.includes('PREORDER') ?? false;
      return its === flags.includes('PREORDER') ? 'agrees' : 'differs';
    },
  });

/** What can be said of a relative. */
export const ANCHOR = [relativeBy(placeOfAnchor), anchor, preorderBy(placeOfAnchor)] as const;
