import { inheritances } from '../../spec/brought.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { type LockstepProperty, lockstepProperties } from '../../spec/properties/property.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import { statedOf } from '../../spec/vocabulary/promise.ts';
import { headOf } from '../../traces/report-head.ts';
import { describeFailure, type Failure } from '../decide/failure.ts';
import { insteadOf, stepsAlong } from '../decide/finding.ts';
import type { Ending, Explored, Limits, Progress } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { asPart, atOnce } from '../search/run.ts';
import { stopwatch } from '../search/stopwatch.ts';
import { type Counts, unaskedOf, untestedBy } from './counts.ts';
import { Lockstep, type LockstepOptions } from './lockstep.ts';
import type { Verdict } from './verdict.ts';
import type { Work } from './work.ts';

export interface CheckOptions extends LockstepOptions {
  readonly limits?: Limits;
  /** Whether the verdict says what work was done. Default false. */
  readonly stats?: boolean;
}

/** Where a check stands. */
export interface CheckProgress extends Progress {
  /** Counted when it is asked for. */
  readonly transitions: () => number;
  readonly rulesSeen: number;
  readonly rules: number;
  readonly seconds: number;
}

/** What a check found out. */
export interface Checked {
  readonly verdict: Verdict;
  readonly explored: Explored<Request, Failure>;
}

/** A check that is under way: each value says where it stands, and answering one with `true` ends it there. */
export function* check(
  semantics: Profile,
  model: Explorable | undefined,
  scope: Scope,
  options: CheckOptions = {},
): Generator<CheckProgress, Checked, boolean | undefined> {
  const seconds = stopwatch();
  const lockstep = new Lockstep(semantics, model, scope, options);
  const rules = rulesOf(semantics).length;
  const explored = yield* asPart(explore(lockstep, options.limits), ({ depth, states, queue }) => ({
    depth,
    states,
    queue,
    transitions: () => lockstep.transitions(),
    rulesSeen: lockstep.rulesSeen.size,
    rules,
    seconds: seconds(),
  }));
  const subject = { semantics, scope, options, hasModel: model !== undefined };
  const work = options.stats === true ? lockstep.work() : undefined;
  return { verdict: verdictOf(subject, lockstep.counts(), explored, seconds(), work), explored };
}

/** Runs a check to its end without a pause. */
export function checkAll(
  semantics: Profile,
  model: Explorable | undefined,
  scope: Scope,
  options: CheckOptions = {},
): Checked {
  return atOnce(check(semantics, model, scope, options));
}

const RESULTS = { complete: 'held', bounded: 'inconclusive', interrupted: 'inconclusive', failed: 'violated' } as const;

function boundOf(ending: Ending<Request, Failure>): Pick<Verdict, 'bound'> {
  if (ending.is === 'interrupted') return { bound: 'the run was interrupted' };
  if (ending.is !== 'bounded') return {};
  return { bound: `${ending.bound} ${ending.limit}${ending.bound === 'memory' ? ' MB' : ''}` };
}

/** What a check is of. */
export interface Subject {
  readonly semantics: Profile;
  readonly scope: Scope;
  readonly options: CheckOptions;
  readonly hasModel: boolean;
}

/** What a search and its counts come to. */
export function verdictOf(
  subject: Subject,
  counts: Counts,
  explored: Explored<Request, Failure>,
  seconds: number,
  work?: Work,
): Verdict {
  const { semantics, scope, options, hasModel } = subject;
  const { ending, states, depth } = explored;
  const rules = rulesOf(semantics).map(({ id }) => ({ id, fired: counts.fired[id] ?? 0 }));
  const properties = lockstepProperties(semantics).map((property) => judged(property, counts, ending));
  const unasked = unaskedOf(semantics);
  return {
    ...headOf('mprog-verdict', 2),
    profile: semantics.name,
    scope,
    result: RESULTS[ending.is],
    seconds,
    model: hasModel,
    reduction: { symmetry: options.symmetry ?? true, everyRequest: options.everyRequest ?? false },
    states,
    transitions: counts.transitions,
    depth,
    ...(work === undefined ? {} : { work }),
    ...boundOf(ending),
    rules,
    neverFired: rules.filter((rule) => rule.fired === 0).map((rule) => rule.id),
    untested: [...untestedBy(semantics, counts)],
    ...(unasked.length === 0 ? {} : { unasked: [...unasked] }),
    properties,
    anomalies: anomaliesOf(subject, counts, explored),
    vacuous: properties.filter((property) => property.tested === 0).map((property) => property.id),
    ...(ending.is === 'failed' ? { counterexample: counterexampleOf(subject, ending) } : {}),
  };
}

/** What became of a property: a violation was expected where it is known. */
function judged(property: LockstepProperty, counts: Counts, ending: Ending<Request, Failure>) {
  const { id } = property;
  const tested = counts.tested[id] ?? 0;
  const fails = ending.is === 'failed' && ending.failure.is === 'property' && ending.failure.property === id;
  const isKnown = (counts.breaches[id]?.cases ?? 0) > 0;
  const held = ending.is === 'complete' && tested > 0 ? 'held' : 'inconclusive';
  return {
    ...statedOf(property),
    result: fails || isKnown ? ('violated' as const) : held,
    expected: !fails,
    tested,
  } as const;
}

const universeOf = ({ semantics, scope }: Subject) => semantics.family.explore(scope, semantics).universe;

/** The properties that are known not to hold, as far as that was seen. */
function anomaliesOf(
  subject: Subject,
  { breaches }: Counts,
  { pathTo }: Explored<Request, Failure>,
): Verdict['anomalies'] {
  const { semantics, options } = subject;
  const universe = universeOf(subject);
  const inherited = inheritances(semantics, options.inherited ?? []);
  return lockstepProperties(semantics).flatMap(({ id, sentence }) => {
    const { cases = 0, first, otherwise } = breaches[id] ?? {};
    if (first === undefined) return [];
    const steps = stepsAlong(semantics, universe, [...pathTo(first.state), first.request]);
    const found = { property: id, rule: first.rule, sentence, cases, steps };
    const from = inherited.get(id)?.from;
    if (from === undefined || otherwise?.first === undefined) return [found];
    const { rule, state, request } = otherwise.first;
    const path = [...pathTo(state), request];
    const instead = insteadOf(semantics, from, universe, path);
    const apart = {
      by: from.name,
      cases: otherwise.cases,
      rule,
      instead,
      steps: stepsAlong(semantics, universe, path),
    };
    return [{ ...found, otherwise: apart }];
  });
}

/** What ended a search. */
function counterexampleOf(
  subject: Subject,
  { failure, path }: Extract<Ending<Request, Failure>, { is: 'failed' }>,
): NonNullable<Verdict['counterexample']> {
  const { semantics } = subject;
  return {
    ...(failure.is === 'property' ? { property: failure.property } : {}),
    ...(failure.is === 'undecided' ? {} : { rule: failure.rule }),
    sentence: failure.is === 'property' ? failure.sentence : describeFailure(semantics.family, failure),
    failure: { ...failure },
    steps: stepsAlong(semantics, universeOf(subject), path),
  };
}
