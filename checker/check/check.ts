import { type Profile, rulesOf } from '../../spec/profile.ts';
import { lockstepProperties } from '../../spec/properties/property.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import type { Failure } from '../decide/failure.ts';
import type { Ending, Explored, Limits, Progress } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { asPart, atOnce } from '../search/run.ts';
import { type Counts, untestedBy } from './counts.ts';
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
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const lockstep = new Lockstep(semantics, model, scope, options);
  const { coverage } = lockstep;
  const rules = rulesOf(semantics).length;
  const explored = yield* asPart(explore(lockstep, options.limits), (at) => ({
    ...at,
    transitions: () => lockstep.transitions(),
    rulesSeen: coverage.witnesses.size,
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
  { semantics, scope, options, hasModel }: Subject,
  counts: Counts,
  explored: Explored<Request, Failure>,
  seconds: number,
  work?: Work,
): Verdict {
  const { ending, states, depth } = explored;
  const rules = rulesOf(semantics).map(({ id }) => ({ id, fired: counts.fired[id] ?? 0 }));
  const properties = lockstepProperties(semantics).map(({ id, kind, sentence }) => ({
    id,
    kind,
    sentence,
    tested: counts.tested[id] ?? 0,
  }));
  return {
    format: 'mprog-verdict',
    version: 1,
    result: RESULTS[ending.is],
    profile: semantics.name,
    model: hasModel,
    scope,
    reduction: { symmetry: options.symmetry ?? true, everyRequest: options.everyRequest ?? false },
    states,
    transitions: counts.transitions,
    depth,
    seconds: Math.round(seconds * 1000) / 1000,
    ...(work === undefined ? {} : { work }),
    ...boundOf(ending),
    rules,
    neverFired: rules.filter((rule) => rule.fired === 0).map((rule) => rule.id),
    untested: [...untestedBy(semantics, counts)],
    properties,
    anomalies: anomaliesOf(counts, explored),
    vacuous: properties.filter((property) => property.tested === 0).map((property) => property.id),
    ...(ending.is === 'failed'
      ? { counterexample: { failure: { ...ending.failure }, steps: ending.path.map((request) => ({ request })) } }
      : {}),
  };
}

/** The properties that are known not to hold, as far as that was seen. */
function anomaliesOf({ breaches }: Counts, { pathTo }: Explored<Request, Failure>): Verdict['anomalies'] {
  return Object.entries(breaches).flatMap(([property, { cases, first }]) =>
    first === undefined ? [] : [{ property, cases, rule: first.rule, steps: pathTo(first.state).length + 1 }],
  );
}
