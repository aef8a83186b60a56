import { Decider } from '../../spec/decide/decider.ts';
import type { Mutant } from '../../spec/mutants/index.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { type Decision, type Rule, type RuleTable, sameDecision, sharedPrefix } from '../../spec/rule.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import { EVERY_FIELD, walk } from '../requests/walk.ts';
import { distinguish, type Pair } from './distinguish.ts';
import { decideFrom } from './matcher.ts';
import { answer, type Result, resultOfDecision, sameAnswer } from './seen.ts';
import type { Instance, Met, Place, Survey } from './survey.ts';

/** A shortest way found to an answer that gives a mutant away. */
export interface Way {
  readonly scope: Scope;
  readonly path: readonly Request[];
}

/**
 * What is to be said of a mutant: it can be told from the semantics, it cannot in the scopes surveyed, or a bound was hit before
 * either was clear.
 */
export type Judgement = { readonly is: 'differs'; readonly way: Way } | { readonly is: 'equivalent' | 'unclear' };

/** So many pairs of states are followed for a difference that no query shows at once. */
export const PAIRS = 4_000;

/** The one table in which a mutant differs. */
function changedTable(survey: Survey, { profile }: Mutant): RuleTable | undefined {
  return profile.tables.find((table) => tableFor(survey.semantics, table.op) !== table);
}

/** An instance that a mutant decides otherwise, and both decisions. */
interface Suspect {
  readonly instance: Instance;
  readonly one: Decision;
  readonly other: Decision | undefined;
}

/** Where a mutant decides otherwise, the shortest ways first; `complete` where nothing else has to be looked at. */
function suspectsOf(survey: Survey, table: RuleTable): { suspects: readonly Suspect[]; complete: boolean } {
  const original = tableFor(survey.semantics, table.op);
  const from = sharedPrefix(original, table);
  const changed = original.rules[from]!;
  const replacement = table.rules[from]!;
  // What is changed of what one rule does is the same in every situation that it decides.
  const same = isOtherEffect(changed, replacement) ? (survey.acts.get(changed) ?? []) : [];
  if (same.length > 0) {
    const suspects = same.map((instance) => ({ instance, one: changed.then, other: replacement.then }));
    return { suspects, complete: true };
  }
  const otherwise = [...survey.met.get(table.op)!.values()].filter((met) => isOtherwise(original, table, from, met));
  const onlyOne = otherwise.every(({ rule }) => rule === changed);
  const all = onlyOne ? survey.idle.get(changed) : undefined;
  const instances = all ?? otherwise.flatMap((met) => met.instances);
  const suspects = instances.map((instance): Suspect => {
    const decide = (by: RuleTable) => decideFrom(by, 0, instance.situation)?.then;
    return { instance, one: decide(original)!, other: decide(table) };
  });
  return {
    suspects: suspects.toSorted((a, b) => lengthOf(a) - lengthOf(b)),
    complete: otherwise.length === 0 || all !== undefined,
  };
}

/** Whether a mutant decides a situation otherwise; the tables are alike up to an index. */
function isOtherwise(original: RuleTable, table: RuleTable, from: number, { situation, rule }: Met): boolean {
  if (original.rules.indexOf(rule) < from) return false;
  const other = decideFrom(table, from, situation);
  return other === undefined || !sameDecision(rule.then, other.then);
}

const lengthOf = ({ instance }: Suspect) => instance.place.path.length;

/** Whether one rule is the other with another effect, in the same situations and with the same outcome. */
function isOtherEffect(one: Rule, other: Rule): boolean {
  return one.when === other.when && one.then.outcome === other.then.outcome;
}

/** Judges a mutant by what was surveyed; a generator because that may take a while. */
export function* judge(survey: Survey, mutant: Mutant): Generator<number, Judgement, boolean | undefined> {
  const table = changedTable(survey, mutant);
  if (table === undefined) return { is: 'equivalent' };
  const original = tableFor(survey.semantics, table.op);
  if (table.facts !== original.facts || table.designation !== original.designation)
    return yield* thoroughly(survey, mutant, table.op);
  const { suspects, complete } = suspectsOf(survey, table);
  const hidden = new Hidden();
  for (const { instance, one, other } of suspects) {
    const { place, request, at } = instance;
    const [result, changed] = [one, other].map((decision) =>
      resultOfDecision(survey.semantics, decision, place.state, request, at),
    );
    if (!sameAnswer(survey.semantics.family, result, changed)) return differsAt(place, request);
    hidden.add(place, request, result, changed);
  }
  if (!complete) return yield* thoroughly(survey, mutant, table.op);
  return yield* hidden.judge(survey.semantics, mutant.profile);
}

const differsAt = ({ scope, path }: Place, request: Request): Judgement => ({
  is: 'differs',
  way: { scope, path: [...path, request] },
});

/** Pairs of states that came of one request, differ, and look alike. */
class Hidden {
  readonly #pairs = new Map<Scope, Pair[]>();

  add({ scope, path }: Place, request: Request, one: Result | undefined, other: Result | undefined): void {
    if (one === undefined || other === undefined || one.after === other.after) return;
    const pair: Pair = { a: one.after, b: other.after, path: [...path, request] };
    const pairs = this.#pairs.get(scope);
    if (pairs === undefined) this.#pairs.set(scope, [pair]);
    else pairs.push(pair);
  }

  /** Searches on from these states for a request that tells them apart. */
  *judge(semantics: Profile, mutant: Profile): Generator<number, Judgement, boolean | undefined> {
    let bounded = false;
    for (const [scope, pairs] of this.#pairs) {
      const result = yield* distinguish(semantics, mutant, scope, pairs, { pairs: PAIRS });
      if (result.is === 'found') return { is: 'differs', way: { scope, path: result.path } };
      bounded ||= result.is === 'unknown';
    }
    return { is: bounded ? 'unclear' : 'equivalent' };
  }
}

/** Makes every request of the changed operation in every state, where what was surveyed does not say enough. */
function* thoroughly(
  survey: Survey,
  { profile, only }: Mutant,
  op: string,
): Generator<number, Judgement, boolean | undefined> {
  const [first, second] = [new Decider(survey.semantics), new Decider(profile)];
  const hidden = new Hidden();
  for (const [number, place] of survey.places.entries()) {
    const exploration = survey.semantics.family.explore(place.scope, survey.semantics, only && [only]);
    const { requests } = exploration;
    const labels = exploration.labels(place.state);
    let found: Request | undefined;
    for (const hook of requests.hooks(op)) {
      if (exploration.leavesOut(place.state, op, hook)) continue;
      walk(requests, place.state, op, hook, labels, (asked) => {
        if (found !== undefined) return 0;
        const [one, other] = [answer(first, place.state, asked), answer(second, place.state, asked)];
        if (!sameAnswer(survey.semantics.family, one, other)) found = { ...asked };
        else hidden.add(place, { ...asked }, one, other);
        if (one === undefined || other === undefined || one.after !== place.state) return EVERY_FIELD;
        return one.reads | other.reads;
      });
    }
    if (found !== undefined) return differsAt(place, found);
    yield number;
  }
  return yield* hidden.judge(survey.semantics, profile);
}
