import { wayMutantsOf } from '../../spec/mutants/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import { asNeeded } from '../search/run.ts';
import { greedyCover } from './cover.ts';
import { bySuite, type NamedTrace } from './fates.ts';
import { mutantKilledAt, runOf } from './kill.ts';
import { type Judged, judged, named, type Steps, type SuiteTrace, surveyed, traceOfWay } from './suite.ts';
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
  const killer = bySuite(semantics, given);
  const left: (typeof mutants)[number][] = [];
  for (const [done, mutant] of mutants.entries()) {
    const at = { doing: 'killing mutants', done, of: mutants.length };
    if ((yield* asNeeded(killer(mutant), () => at)) === undefined) left.push(mutant);
  }
  const survey = yield* surveyed(semantics, scopes);
  const all = yield* judged(survey, left);
  const shown = all.flatMap(({ judgement }) => {
    if (judgement.is !== 'differs') return [];
    const trace = traceOfWay(semantics, judgement.way);
    const path = trace.steps.map(({ request }) => request);
    const run = runOf(semantics, trace.universe, path);
    const covers = new Set(
      [...left.keys()].filter((index) => mutantKilledAt(run, semantics, left[index]!.profile) > 0),
    );
    return [{ trace, covers, cost: path.length + 1 }];
  });
  const chosen = greedyCover(shown).map((index) => shown[index]!.trace);
  return { traces: named(semantics, chosen), mutants: mutants.length, judged: all, survey };
}
