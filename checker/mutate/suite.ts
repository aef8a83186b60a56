import { type Mutant, mutantsOf } from '../../spec/mutants/index.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import { unsaid } from '../../spec/said.ts';
import type { Request, Scope, Universe } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import type { Trace } from '../../traces/format.ts';
import { undefinedIn } from '../../traces/not-for-kernel.ts';
import { traceOf } from '../decide/counterexample.ts';
import { explore } from '../search/explore.ts';
import { Interrupted } from '../search/interrupted.ts';
import { asNeeded } from '../search/run.ts';
import { greedyCover } from './cover.ts';
import { distinguish, type Pair } from './distinguish.ts';
import { distinguishModel, Ground } from './distinguish-model.ts';
import { type Judgement, judge, PAIRS, type Way } from './judge.ts';
import { failsAt, killedAt, mutantKilledAt, type Run, runOf } from './kill.ts';
import { Survey } from './survey.ts';

/** A mutant, and what is to be said of it. */
export interface Judged {
  readonly mutant: Mutant;
  readonly judgement: Judgement;
}

/** A model with a fault planted in it. */
export interface FaultyModel {
  readonly id: string;
  readonly create: () => Explorable;
}

/** What a suite is to tell apart from a semantics, besides its mutants. */
export interface Others {
  /** Semantics that are asked the same requests. */
  readonly siblings: readonly Profile[];
  readonly faults: readonly FaultyModel[];
  /** Traces of the base of a derived semantics: what shows a fault there may show it here. */
  readonly ofBase: readonly Trace[];
}

/** One trace of a conformance suite. */
export interface SuiteTrace {
  /** A file name, from the rule that the last step fires. */
  readonly file: string;
  readonly rule: string;
  readonly trace: Trace;
}

export interface Suite {
  readonly traces: readonly SuiteTrace[];
  readonly judged: readonly Judged[];
  readonly survey: Survey;
  /** Rules that no scope reaches. */
  readonly unreached: readonly string[];
  /** Rules that no trace fires. */
  readonly unfired: readonly string[];
  /** Siblings that nothing in these scopes tells apart. */
  readonly alike: readonly string[];
  /** Those among them of which not every way was tried. */
  readonly open: readonly string[];
  /** Faults of the model that no trace shows. */
  readonly unshown: readonly string[];
}

/** Where the making of a suite stands. */
export interface SuiteProgress {
  readonly doing: string;
  readonly done: number;
  readonly of: number;
}

export type Steps<T> = Generator<SuiteProgress, T, boolean | undefined>;

/** Goes through every state of some scopes. */
export function* surveyed(semantics: Profile, scopes: readonly Scope[]): Steps<Survey> {
  const survey = new Survey(semantics);
  for (const [index, scope] of scopes.entries()) {
    const doing = () => `surveying scope ${scope.name}, ${survey.places.length} states`;
    const { ending } = yield* asNeeded(explore(survey.space(scope)), () => ({
      doing: doing(),
      done: index,
      of: scopes.length,
    }));
    if (ending.is !== 'complete') throw new Interrupted(`the memory does not suffice for scope ${scope.name}`);
  }
  return survey;
}

/** Judges every mutant of a semantics by what was surveyed. */
export function* judged(survey: Survey, mutants: readonly Mutant[]): Steps<readonly Judged[]> {
  const all: Judged[] = [];
  for (const mutant of mutants) {
    const at = { doing: `judging ${mutant.id}`, done: all.length, of: mutants.length };
    all.push({ mutant, judgement: yield* asNeeded(judge(survey, mutant), () => at) });
    if (yield { doing: 'judging mutants', done: all.length, of: mutants.length }) throw new Interrupted();
  }
  return all;
}

/** A shortest way found on which a sibling gives another answer; without one, whether every way was tried. */
function* wayTo(survey: Survey, sibling: Profile): Steps<{ readonly way?: Way; readonly triedAll: boolean }> {
  let best: Way | undefined;
  let triedAll = true;
  for (const { scope, first } of survey.beginnings) {
    const other: Pair = { a: first, b: firstOf(sibling, scope), path: [] };
    const search = distinguish(survey.semantics, sibling, scope, [other], { pairs: PAIRS }, true);
    const found = yield* asNeeded(search, () => ({ doing: `telling ${sibling.name} apart`, done: 0, of: 1 }));
    if (found.is === 'found' && (best === undefined || found.path.length < best.path.length))
      best = { scope, path: found.path };
    triedAll &&= found.is !== 'unknown';
  }
  return { ...(best && { way: best }), triedAll };
}

/** So many states of a faulty model are looked at in one scope. */
const STATES = 200;

/** Where faults are looked for. What only a full list shows, mutants of the rules for full lists have shown already. */
function groundsOf({ semantics, beginnings }: Survey) {
  return beginnings
    .map(({ scope }) => ({ scope, ground: new Ground(semantics, scope) }))
    .filter(({ ground }) => ground.exploration.setup === 0);
}

/** A shortest way in the first scope that shows a fault, unless one of those that are known does. */
function* wayToFault(
  semantics: Profile,
  grounds: readonly { readonly scope: Scope; readonly ground: Ground }[],
  { id, create }: FaultyModel,
  known: readonly Way[],
): Steps<Way | undefined> {
  if (known.some((way) => failsAt(traceOfWay(semantics, way), create()) > 0)) return undefined;
  for (const { scope, ground } of grounds) {
    const search = distinguishModel(ground, create(), { pairs: STATES });
    const found = yield* asNeeded(search, (done) => ({ doing: `showing the fault ${id}`, done, of: STATES }));
    if (found.is === 'found') return { scope, path: found.path };
  }
  return undefined;
}

const firstOf = (semantics: Profile, scope: Scope) => {
  const { family, keeping } = semantics;
  return family.initial(family.explore(scope, semantics).universe, keeping);
};

/** What a semantics makes of the requests of other traces, as far as it can be asked them. */
function taken(semantics: Profile, traces: readonly Trace[]): readonly Trace[] {
  return traces.flatMap(({ universe, steps }) => {
    const path = steps.map(({ request }) => request);
    const isAsked = path.every((request) => unsaid(semantics.uapi, request).length === 0);
    return isAsked ? [traceFrom(semantics, universe, path, 'of its base')] : [];
  });
}

/** A way as a trace, and what of the mutants, siblings and faults it shows: an index for each in this order. */
interface Shown {
  readonly trace: Trace;
  readonly covers: ReadonlySet<number>;
  readonly cost: number;
}

/** The rule that decides the last of some requests. */
const lastRule = ({ steps }: Trace) => steps.at(-1)!.expect.rule!;

/** The trace of a way, by the rules of a semantics. */
export function traceOfWay(semantics: Profile, { scope, path }: Way): Trace {
  const { family } = semantics;
  const universe = family.trimmed(family.explore(scope, semantics).universe, path);
  return traceFrom(semantics, family.asReal?.(universe, semantics) ?? universe, path, scope.name);
}

function traceFrom(semantics: Profile, universe: Universe, path: readonly Request[], scope: string): Trace {
  const trace = traceOf(semantics, universe, path, { title: '', origin: { kind: 'conformance' } });
  const rule = rulesOf(semantics).find(({ id }) => id === lastRule(trace))!;
  return {
    ...trace,
    title: `${rule.id}: ${rule.sentence}`,
    origin: { kind: 'conformance', note: `scope ${scope}` },
  };
}

/** Few traces that tell a semantics from each of its mutants, from its siblings and from models with a planted fault. */
export function* suiteOf(semantics: Profile, scopes: readonly Scope[], others: Others): Steps<Suite> {
  const { siblings, faults, ofBase } = others;
  const survey = yield* surveyed(semantics, scopes);
  const all = yield* judged(survey, mutantsOf(semantics));
  const ways = new Map<string, Way>();
  const add = (way: Way | undefined) => {
    if (way !== undefined) ways.set(`${way.scope.name} ${JSON.stringify(way.path)}`, way);
  };
  for (const { judgement } of all) if (judgement.is === 'differs') add(judgement.way);
  const open = new Set<string>();
  for (const sibling of siblings) {
    const { way, triedAll } = yield* wayTo(survey, sibling);
    add(way);
    if (!triedAll) open.add(sibling.name);
  }
  // The faults of a derived profile are planted in the code of its base, whose suite they are searched for.
  if (semantics.base === undefined) {
    const grounds = groundsOf(survey);
    for (const fault of faults) add(yield* wayToFault(semantics, grounds, fault, [...ways.values()]));
  }
  const mutants = all.filter(({ judgement }) => judgement.is === 'differs').map(({ mutant }) => mutant);
  const candidates = [...[...ways.values()].map((way) => traceOfWay(semantics, way)), ...taken(semantics, ofBase)];
  const shown = yield* shownBy(semantics, candidates, mutants, siblings, faults);
  const covered = new Set(shown.flatMap(({ covers }) => [...covers]));
  const chosen = greedyCover(shown).map((index) => shown[index]!.trace);
  const alike = siblings.filter((_, index) => !covered.has(mutants.length + index)).map(({ name }) => name);
  const fired = new Set(chosen.flatMap(({ steps }) => steps.map(({ expect }) => expect.rule)));
  const known = new Set([...survey.acts.keys()].map(({ id }) => id));
  return {
    traces: named(semantics, chosen),
    judged: all,
    survey,
    unreached: rulesOf(semantics)
      .map(({ id }) => id)
      .filter((id) => !known.has(id)),
    unfired: [...known].filter((id) => !fired.has(id)),
    alike,
    open: alike.filter((name) => open.has(name)),
    unshown: faults.filter((_, index) => !covered.has(mutants.length + siblings.length + index)).map(({ id }) => id),
  };
}

/** What each of some traces shows of mutants, and of siblings and faults. */
export function* shownBy(
  semantics: Profile,
  traces: readonly Trace[],
  mutants: readonly Mutant[],
  siblings: readonly Profile[] = [],
  faults: readonly FaultyModel[] = [],
): Steps<readonly Shown[]> {
  const shown: Shown[] = [];
  for (const trace of traces) {
    const path = trace.steps.map(({ request }) => request);
    const run = runOf(semantics, trace.universe, path);
    shown.push({
      trace,
      covers: new Set(coveredBy(semantics, run, trace, mutants, siblings, faults)),
      cost: path.length + 1,
    });
    if (yield { doing: 'choosing traces', done: shown.length, of: traces.length }) throw new Interrupted();
  }
  return shown;
}

function* coveredBy(
  semantics: Profile,
  run: Run,
  trace: Trace,
  mutants: readonly Mutant[],
  siblings: readonly Profile[],
  faults: readonly FaultyModel[],
): Generator<number> {
  let number = 0;
  for (const { profile } of mutants) {
    if (mutantKilledAt(run, semantics, profile) > 0) yield number;
    number += 1;
  }
  // A trace that no implementation is taken through tells no semantics from another.
  const isLeftOpen = undefinedIn(trace) !== undefined;
  for (const sibling of siblings) {
    if (!isLeftOpen && killedAt(run, sibling) > 0) yield number;
    number += 1;
  }
  for (const { create } of faults) {
    if (failsAt(trace, create()) > 0) yield number;
    number += 1;
  }
}

/** Traces with a file name each: the rule that the last step fires, and a number where there are several. */
export function named(semantics: Profile, traces: readonly Trace[]): readonly SuiteTrace[] {
  return rulesOf(semantics).flatMap(({ id: rule }) => {
    const own = traces.filter((trace) => lastRule(trace) === rule).toSorted((a, b) => a.steps.length - b.steps.length);
    const base = rule.replaceAll('/', '--');
    return own.map((trace, index) => ({ file: `${base}${index === 0 ? '' : `-${index + 1}`}.json`, rule, trace }));
  });
}
