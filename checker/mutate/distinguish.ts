import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { isUndefined } from '../../spec/vocabulary/outcome.ts';
import { EVERY_FIELD, walk } from '../requests/walk.ts';
import { type Emit, explore, type SearchSpace } from '../search/explore.ts';
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
  type Out = Emit<readonly Pair[], Request>;
  const emitted = (pair: Pair, emit: Out) => {
    if (follows(pair)) emit(keyOfPair(pair), () => ({ node: [pair], label: pair.path.at(-1)! }));
  };
  /** What of a request its answers depend on, or that they differ. */
  const asked = (pair: Pair, request: Request, emit: Out): number | 'differs' => {
    const [one, other] = [answer(first, pair.a, request), answer(second, pair.b, request)];
    if (everything && (isLeftOpen(one) || isLeftOpen(other))) return EVERY_FIELD;
    if (!sameAnswer(a.family, one, other)) return 'differs';
    if (one === undefined || other === undefined) return EVERY_FIELD;
    if (one.after === pair.a && other.after === pair.b) return one.reads | other.reads;
    emitted({ a: one.after, b: other.after, path: [...pair.path, { ...request }] }, emit);
    return EVERY_FIELD;
  };
  const expandPair = (pair: Pair, emit: Out) => {
    const labels = labelsOf(pair.a);
    let found: Request | undefined;
    for (const op of requests.ops)
      for (const hook of requests.hooks(op)) {
        if (exploration.leavesOut(pair.a, op, hook)) continue;
        walk(requests, pair.a, op, hook, labels, (request) => {
          if (found !== undefined) return 0;
          const reads = asked(pair, request, emit);
          if (reads !== 'differs') return reads;
          found = { ...request };
          return 0;
        });
        if (found !== undefined) return { failure: [...pair.path, found] };
      }
    return undefined;
  };
  const space: SearchSpace<readonly Pair[], Request, readonly Request[]> = {
    // One node stands for where all ways begin.
    initial: () => ({ node: from, key: 'the beginning' }),
    expand: (node, emit) => {
      if (node !== from) return expandPair(node[0]!, emit);
      for (const pair of from) emitted(pair, emit);
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
