import type { Commuting } from '../../spec/commuting.ts';
import { once } from '../../spec/once.ts';
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

/** How the order of two requests of a semantics is looked at; each state is looked at once, whatever the pairs it is in. */
export const commutingOf = once((semantics: Profile): Commuting => {
  const said = semantics.family.commuting ?? plainly(semantics);
  return { ...said, look: once((state) => said.look(state)), revisions: once((state) => said.revisions(state)) };
});
