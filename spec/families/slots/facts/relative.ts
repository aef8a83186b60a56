import { fact, NOWHERE, type Place } from '../rules.ts';
import {
  holdersOf,
  holdersOfProg,
  progOfRelative,
  type State,
  slotOfLink,
  slotOfProg,
  statusOf,
  takenType,
} from '../state.ts';
import type { HookName, Relative, Request } from '../vocabulary/index.ts';

/** Why a relative may name no object. */
export const UNRESOLVED = ['none', 'zero-link', 'not-open', 'wrong-kind', 'unknown-id'] as const;

/** Why a relative names no object; undefined where it names one. */
export function unresolved(state: State, relative: Relative): (typeof UNRESOLVED)[number] | undefined {
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
      return holdersOfProg(state, relative.name) === 0 ? 'unknown-id' : undefined;
    case 'link':
      if (relative.by === 'fd') return holdersOf(state, relative.name).fds === 0 ? 'not-open' : undefined;
      return statusOf(state, relative.name).is === 'absent' ? 'unknown-id' : undefined;
  }
}

/** What the relative of a request resolves to, and whether that is in the list of the hook. */
export const relative = fact({
  field: 'relative',
  values: [...UNRESOLVED, 'other-type', 'unlisted', 'listed'],
  reads: ['relative'],
  tell: (state, { hook, relative: ref }: Request & { hook: HookName; relative: Relative }) => {
    const missing = unresolved(state, ref);
    if (missing !== undefined) return missing;
    if (state.universe.programs[progOfRelative(state, ref)] !== takenType(state)) return 'other-type';
    return placeOfRelative(state, hook, ref) === NOWHERE ? 'unlisted' : 'listed';
  },
});

/** The slot of a relative: a program counts in any slot, a link in its own only. NOWHERE in every other case. */
export function placeOfRelative(state: State, hook: HookName, relative: Relative): Place {
  let place = -1;
  if (relative.is === 'prog') place = slotOfProg(state, hook, relative.name);
  if (relative.is === 'link') place = slotOfLink(state, hook, relative.name);
  return place === -1 ? NOWHERE : place;
}
