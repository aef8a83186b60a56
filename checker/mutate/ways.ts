import { wayMutantsOf } from '../../spec/mutants/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { greedyCover } from './cover.ts';
import { bySuite, killedAmong, type NamedTrace } from './fates.ts';
import { type Judged, judged, named, type Steps, type SuiteTrace, shownBy, surveyed, traceOfWay } from './suite.ts';
import type { Survey } from './survey.ts';

/** Traces that go beyond a suite, and what was found of the mutants that none of the given traces kills. */
export interface Ways {
  readonly traces: readonly SuiteTrace[];
  /** All mutants of this kind. */
  readonly mutants: number;
  readonly judged: readonly Judged[];
  readonly survey: Survey;
}

/** Few traces that kill what some given traces do not: a semantics that is wrong for some requests alone which come to the same. */
export function* waysOf(semantics: Profile, scopes: readonly Scope[], given: readonly NamedTrace[]): Steps<Ways> {
  const mutants = wayMutantsOf(semantics);
  const killed = yield* killedAmong(mutants, bySuite(semantics, given));
  const left = mutants.filter((mutant) => killed.get(mutant) === undefined);
  const survey = yield* surveyed(semantics, scopes);
  const all = yield* judged(survey, left);
  const candidates = all.flatMap(({ judgement }) =>
    judgement.is === 'differs' ? [traceOfWay(semantics, judgement.way)] : [],
  );
  const shown = yield* shownBy(semantics, candidates, left);
  const chosen = greedyCover(shown).map((index) => shown[index]!.trace);
  return { traces: named(semantics, chosen), mutants: mutants.length, judged: all, survey };
}
