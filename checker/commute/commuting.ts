import type { Commuting } from '../../spec/commuting.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Exploration, State } from '../../spec/semantics.ts';
import { requestsIn } from '../requests/enumerate.ts';

/** How the order of two requests is looked at in a family that says nothing of it: a kind for each operation, one situation. */
function plainly({ family, uapi }: Profile): Commuting {
  const seen = (state: State) => family.hooks(state.universe).map((hook) => family.look(state, hook));
  return {
    kinds: Object.keys(uapi.fields),
    situations: { any: 'any two requests' },
    plain: [],
    scopes: (semantics) => [{ scope: family.scopes(semantics).default, limits: {} }],
    // Two agents may name two objects that could stand for one another: every request is made, under its own names.
    requests: (state: State, { requests, identity }: Exploration) =>
      [...requestsIn(requests, state, identity)].map((request) => ({ kind: request.op, request })),
    situation: () => 'any',
    asSecond: (_state, _one, other) => other,
    look: (state) => JSON.stringify(seen(state)),
    revisions: () => '',
    expecting: () => undefined,
  };
}

const PLAIN = new WeakMap<Profile, Commuting>();

/** How the order of two requests of a semantics is looked at. */
export function commutingOf(semantics: Profile): Commuting {
  const known = semantics.family.commuting ?? PLAIN.get(semantics) ?? plainly(semantics);
  if (semantics.family.commuting === undefined) PLAIN.set(semantics, known);
  return known;
}
