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

const COMMUTINGS = new WeakMap<Profile, Commuting>();

/** Of every state once, what is asked of it for each pair of requests. */
function once(tell: (state: State) => string): (state: State) => string {
  const told = new WeakMap<State, string>();
  return (state) => {
    let known = told.get(state);
    if (known === undefined) {
      known = tell(state);
      told.set(state, known);
    }
    return known;
  };
}

/** How the order of two requests of a semantics is looked at. */
export function commutingOf(semantics: Profile): Commuting {
  let known = COMMUTINGS.get(semantics);
  if (known === undefined) {
    const said = semantics.family.commuting ?? plainly(semantics);
    known = { ...said, look: once((state) => said.look(state)), revisions: once((state) => said.revisions(state)) };
    COMMUTINGS.set(semantics, known);
  }
  return known;
}
