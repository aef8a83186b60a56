import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import { EVERY_FIELD, walk } from '../requests/walk.ts';
import { explore, type SearchSpace } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import { type Answer, answer, sameAnswer } from './seen.ts';

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
 * alone: what comes of them is for whoever looks at all states (`everything` follows them too, and makes no request whose outcome one
 * of the two leaves undefined: by that no implementation is known).
 */
export function* distinguish(
  a: Profile,
  b: Profile,
  scope: Scope,
  from: readonly Pair[],
  limits: Limits,
  everything = false,
): Generator<number, Distinction, boolean | undefined> {
  const exploration = a.family.explore(scope, a);
  const { requests, labels: labelsOf, key } = exploration;
  const [first, second] = [new Decider(a), new Decider(b)];
  const keyOfPair = (pair: Pair): string => {
    const labels = labelsOf(pair.a);
    return `${key(pair.a, labels)} § ${key(pair.b, labels)}`;
  };
  const isEqual = (pair: Pair) => {
    const labels = labelsOf(pair.a);
    return key(pair.a, labels) === key(pair.b, labels);
  };
  const follows = (pair: Pair) => exploration.follows(pair.a) && (everything || !isEqual(pair));
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
      const labels = labelsOf(pair.a);
      for (const op of requests.ops)
        for (const hook of requests.hooks(op)) {
          if (exploration.leavesOut(pair.a, op, hook)) continue;
          walk(requests, pair.a, op, hook, labels, (asked) => {
            if (found !== undefined) return 0;
            const [one, other] = [answer(first, pair.a, asked), answer(second, pair.b, asked)];
            if (everything && (isLeftOpen(one) || isLeftOpen(other))) return EVERY_FIELD;
            if (!sameAnswer(a.family, one, other)) {
              found = { ...asked };
              return 0;
            }
            if (one === undefined || other === undefined) return EVERY_FIELD;
            if (one.after !== pair.a || other.after !== pair.b) {
              const next: Pair = { a: one.after, b: other.after, path: [...pair.path, { ...asked }] };
              if (follows(next)) emit(keyOfPair(next), () => ({ node: [next], label: next.path.at(-1)! }));
            }
            return one.reads | other.reads | (one.after === pair.a && other.after === pair.b ? 0 : EVERY_FIELD);
          });
          if (found !== undefined) return { failure: [...pair.path, found] };
        }
      return undefined;
    },
  };
  return yield* distinctionIn(space, limits);
}

const isLeftOpen = (answered: Answer | undefined) => answered !== undefined && isUndefined(answered.outcome);

/** Searches a space in which a failure is the requests that tell two machines apart. */
export function* distinctionIn<Node>(
  space: SearchSpace<Node, Request, readonly Request[]>,
  { pairs }: Limits,
): Generator<number, Distinction, boolean | undefined> {
  const { ending } = yield* asPart(explore(space, { states: pairs }), ({ states }) => states);
  if (ending.is === 'failed') return { is: 'found', path: ending.failure };
  return { is: ending.is === 'complete' ? 'none' : 'unknown' };
}
