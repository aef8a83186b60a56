import { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { isLeftOut } from '../../spec/families/slots/scopes/suite-scopes.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import { type State, slotsOf } from '../../spec/families/slots/state.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { Decider } from '../decide/decider.ts';
import { walk } from '../requests/walk.ts';
import { explore, type SearchSpace } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import { answer, sameAnswer } from './seen.ts';

/** States of two semantics that were reached by the same requests and look alike. */
export interface Pair {
  readonly a: State;
  readonly b: State;
  readonly path: readonly Request[];
}

export interface Limits {
  readonly pairs: number;
}

/** A shortest way to an answer that differs; `none` where every way was tried, `unknown` where a bound was hit. */
export type Distinction =
  | { readonly is: 'found'; readonly path: readonly Request[] }
  | { readonly is: 'none' | 'unknown' };

/**
 * Searches on from pairs of states for requests that two semantics answer differently. Pairs that have become equal are left
 * alone: what comes of them is for whoever looks at all states (`everything` follows them too).
 */
export function* distinguish(
  a: Profile,
  b: Profile,
  scope: Scope,
  from: readonly Pair[],
  limits: Limits,
  everything = false,
): Generator<number, Distinction, boolean | undefined> {
  const universe = new RequestUniverse(scope, a.uapi);
  const { cast } = universe;
  const [first, second] = [new Decider(a), new Decider(b)];
  const keyOfPair = (pair: Pair): string => {
    const labels = labelling(cast, pair.a);
    return `${keyOf(cast, pair.a, labels)} § ${keyOf(cast, pair.b, labels)}`;
  };
  const isEqual = (pair: Pair) => {
    const labels = labelling(cast, pair.a);
    return keyOf(cast, pair.a, labels) === keyOf(cast, pair.b, labels);
  };
  const follows = (pair: Pair) =>
    slotsOf(pair.a, cast.hooks[0]!).length >= scope.floor && (everything || !isEqual(pair));
  const space: SearchSpace<readonly Pair[], Request, readonly Request[]> = {
    // One node stands for where all ways begin.
    initial: () => ({ node: from, key: 'the beginning' }),
    expand: (node, emit) => {
      if (node === from) {
        for (const pair of from)
          if (follows(pair)) emit(keyOfPair(pair), () => ({ node: [pair], label: pair.path.at(-1)! }));
        return undefined;
      }
      const [pair] = node as readonly [Pair];
      let found: Request | undefined;
      const labels = labelling(cast, pair.a);
      for (const op of universe.ops)
        for (const hook of universe.hooks(op)) {
          if (isLeftOut(scope, pair.a, op, hook)) continue;
          walk(universe, pair.a, op, hook, labels, (asked) => {
            if (found !== undefined) return 0;
            const [one, other] = [answer(first, pair.a, asked), answer(second, pair.b, asked)];
            if (!sameAnswer(one, other)) {
              found = { ...asked };
              return 0;
            }
            if (one === undefined || other === undefined) return ALL;
            if (one.after !== pair.a || other.after !== pair.b) {
              const next: Pair = { a: one.after, b: other.after, path: [...pair.path, { ...asked }] };
              if (follows(next)) emit(keyOfPair(next), () => ({ node: [next], label: next.path.at(-1)! }));
            }
            return one.reads | other.reads | (one.after === pair.a && other.after === pair.b ? 0 : ALL);
          });
          if (found !== undefined) return { failure: [...pair.path, found] };
        }
      return undefined;
    },
  };
  return yield* distinctionIn(space, limits);
}

/** Searches a space in which a failure is the requests that tell two machines apart. */
export function* distinctionIn<Node>(
  space: SearchSpace<Node, Request, readonly Request[]>,
  { pairs }: Limits,
): Generator<number, Distinction, boolean | undefined> {
  const { ending } = yield* asPart(explore(space, { states: pairs }), ({ states }) => states);
  if (ending.is === 'failed') return { is: 'found', path: ending.failure };
  return { is: ending.is === 'complete' ? 'none' : 'unknown' };
}

/** Every field: nothing is passed over. */
const ALL = -1;
