import { type Aspect, NOWHERE, type Place } from '../rule.ts';
import { holdersOfProg, progOfRelative, type State, slotOfLink, slotOfProg, statusOf, takenType } from '../state.ts';
import type { HookName, Relative, Request } from '../vocabulary/index.ts';

export const RELATIVE_DOMAIN = {
  relative: ['none', 'zero-link', 'not-open', 'wrong-kind', 'unknown-id', 'other-type', 'unlisted', 'listed'],
} as const;

type Unresolved = 'none' | 'zero-link' | 'not-open' | 'wrong-kind' | 'unknown-id';

/** Why a relative names no object; undefined where it names one. */
export function unresolved(state: State, relative: Relative): Unresolved | undefined {
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
      if (statusOf(state, relative.name).is !== 'absent') return undefined;
      return relative.by === 'fd' ? 'not-open' : 'unknown-id';
  }
}

/** What the relative of a request resolves to, and whether that is in the list of the hook. */
function resolve(state: State, hook: HookName, relative: Relative): (typeof RELATIVE_DOMAIN.relative)[number] {
  const missing = unresolved(state, relative);
  if (missing !== undefined) return missing;
  if (state.universe.programs[progOfRelative(state, relative)] !== takenType(state)) return 'other-type';
  return placeOfRelative(state, hook, relative) === NOWHERE ? 'unlisted' : 'listed';
}

export const relativeAspect: Aspect<Request & { hook: HookName; relative: Relative }> = {
  reads: ['relative'],
  tells: ['relative'],
  part: (state, { hook, relative }) => ({ relative: resolve(state, hook, relative) }),
};

/** The slot of a relative: a program counts in any slot, a link in its own only. NOWHERE in every other case. */
export function placeOfRelative(state: State, hook: HookName, relative: Relative): Place {
  let place = -1;
  if (relative.is === 'prog') place = slotOfProg(state, hook, relative.name);
  if (relative.is === 'link') place = slotOfLink(state, hook, relative.name);
  return place === -1 ? NOWHERE : place;
}
