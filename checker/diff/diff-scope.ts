import type { Profile } from '../../spec/profile.ts';
import type { Request, ScopePair } from '../../spec/semantics.ts';
import { type Admission, admittedAmong } from '../requests/admitting.ts';
import type { Explored } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { Portion, type PortionHand, shareOut } from '../search/portion.ts';
import { type AsyncRun, asAsyncPart, asPart, type Run } from '../search/run.ts';
import { comparingOf } from './comparing.ts';
import type { AskedOf } from './diff-asked.ts';
import { type Found, foundInScope } from './diff-findings.ts';
import { type DiffCounts, type Pair, PairSpace } from './diff-space.ts';

/** Where a comparison stands. */
export interface DiffProgress {
  readonly states: number;
  readonly compared: number;
}

/** What the comparison of two semantics in one scope came to. */
export interface ScopeDiff {
  readonly found: Found;
  readonly states: number;
  readonly finished: boolean;
  readonly interrupted: boolean;
  readonly asked: { readonly a: readonly AskedOf[]; readonly b: readonly AskedOf[] };
}

function spaceOf(a: Profile, b: Profile, scope: ScopePair, admission?: Admission): PairSpace {
  const comparison = comparingOf(a, b).compare(a, b, scope);
  if (admission === undefined) return new PairSpace({ a, b }, scope, comparison);
  return new PairSpace({ a, b }, scope, { ...comparison, requests: admittedAmong(comparison.requests, admission) });
}

function scopeDiff({ states, ending }: Explored<Request, never>, counted: readonly DiffCounts[]): ScopeDiff {
  return {
    found: foundInScope(counted.map(({ found }) => found)),
    states,
    finished: ending.is === 'complete',
    interrupted: ending.is === 'interrupted',
    asked: { a: counted.map(({ asked }) => asked.a), b: counted.map(({ asked }) => asked.b) },
  };
}

/** Compares two semantics in one scope; `admission`: by some requests alone, as the first has them. */
export function* diffScope(
  a: Profile,
  b: Profile,
  scope: ScopePair,
  admission?: Admission,
): Run<DiffProgress, ScopeDiff> {
  const space = spaceOf(a, b, scope, admission);
  const explored = yield* asPart(explore<Pair, Request, never>(space), ({ states }) => ({
    states,
    compared: space.compared,
  }));
  return scopeDiff(explored, [space.counts()]);
}

/** A part of the states of a comparison in one scope. */
export type DiffPortion = Portion<Request, never, DiffCounts>;
export type DiffHand = PortionHand<Request, never, DiffCounts>;

export const diffPortion = (a: Profile, b: Profile, scope: ScopePair): DiffPortion => new Portion(spaceOf(a, b, scope));

/** The same comparison with its states shared out. */
export async function* diffShared(portion: DiffPortion, hands: readonly DiffHand[]): AsyncRun<DiffProgress, ScopeDiff> {
  const { explored, counted } = yield* asAsyncPart(shareOut(portion, hands), (at) => ({
    states: at.states,
    get compared() {
      return at.counted().reduce((sum, { found }) => sum + found.compared, 0);
    },
  }));
  return scopeDiff(explored, counted);
}
