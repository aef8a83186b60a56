import type { Comparing } from '../../spec/comparing.ts';
import { handOver } from '../../spec/families/hand-over/hand-over.ts';
import type { Profile } from '../../spec/profile.ts';
import { union } from '../../spec/said.ts';
import { isDeepEqual } from '../../spec/same.ts';
import type { Exploration, Scope, ScopePair, Semantics, State } from '../../spec/semantics.ts';

/** How semantics of a family that says nothing of it are compared: state by state, by all that a query shows. */
function plainly(a: Profile, b: Profile): Comparing {
  const { family } = a;
  const ours = (semantics: Semantics) => family.scopes(semantics);
  const pairs = () => {
    const theirs = ours(b);
    const both = Object.entries(ours(a)).filter(([name]) => theirs[name] !== undefined);
    return Object.fromEntries(both.map(([name, scope]) => [name, { a: scope, b: theirs[name]! }]));
  };
  const sees = (exploration: Exploration, state: State) =>
    family.hooks(exploration.universe).map((hook) => family.observe(state, hook));
  return {
    scopes: pairs,
    usual: () => Object.values(pairs()),
    pair: (_one, _other, scope) => ({ a: scope, b: scope }),
    main: (one) => family.mainScopes(one),
    isNative: () => true,
    note: () => undefined,
    compare: (_one, _other, scope) => {
      // What only the second can be asked is asked too.
      const both = { ...a, uapi: union(a.uapi, b.uapi) };
      const explored = { a: family.explore(scope.a, both), b: family.explore(scope.b, b) };
      const alike = (one: State, other: State) => isDeepEqual(sees(explored.a, one), sees(explored.b, other));
      return {
        requests: explored.a.requests,
        universe: { a: explored.a.universe, b: explored.b.universe },
        labels: (state) => explored.a.labels(state),
        key: (states, labels) => `${explored.a.key(states.a, labels)} § ${explored.b.key(states.b, labels)}`,
        differs: (before, one, other) => {
          if (one.outcome !== other.outcome)
            return one.outcome === 'ok' || other.outcome === 'ok' ? 'behaviour' : 'errno';
          if (!family.same(one.view, other.view)) return 'view';
          if (one.after === before.a && other.after === before.b) return undefined;
          return alike(one.after, other.after) ? undefined : 'behaviour';
        },
        isVisible: (after) => !alike(after.a, after.b),
        follows: (state) => explored.a.follows(state),
        setup: explored.a.setup,
        together: () => [],
      };
    },
  };
}

/** How two semantics are compared; a RangeError where they have nothing in common. */
export function comparingOf(a: Profile, b: Profile): Comparing {
  const { comparing } = a.family;
  if (comparing !== undefined && comparing === b.family.comparing) return comparing;
  const over = handOver(a.family.name, b.family.name);
  if (over !== undefined) return over;
  if (a.family !== b.family || comparing !== undefined)
    throw new RangeError(
      `${a.name} and ${b.name} cannot be compared: one is of the family ${a.family.name}, the other of ${b.family.name}`,
    );
  return plainly(a, b);
}

/** Every scope that two semantics can be compared in, by name. */
export function namedDiffScopes(a: Profile, b: Profile): Readonly<Record<string, ScopePair>> {
  return comparingOf(a, b).scopes(a, b);
}

/** The scopes that two semantics are compared in unless others are asked for. */
export function diffScopes(a: Profile, b: Profile): readonly ScopePair[] {
  return comparingOf(a, b).usual(a, b);
}

/** A scope of the first of two semantics as both are compared in it. */
export function pairOf(a: Profile, b: Profile, scope: Scope): ScopePair {
  return comparingOf(a, b).pair(a, b, scope);
}

/** The scopes of the main job of the first, as far as both can be compared in them. */
export function mainPairs(a: Profile, b: Profile): readonly Scope[] {
  return comparingOf(a, b).main(a, b);
}
