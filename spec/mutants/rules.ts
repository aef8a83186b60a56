import { P } from 'ts-pattern';
import { conditionsOf } from '../cover.ts';
import type { Profile } from '../profile.ts';
import { type Decision, fail, type Rule, type RuleTable, succeed } from '../rule.ts';
import type { Value } from '../situation.ts';
import { type Errno, isUndefined } from '../vocabulary/outcome.ts';
import { type Mutant, type Operator, withRules, withTable } from './mutant.ts';

/** Makes mutants of one rule of a table. */
class RuleMutants {
  readonly #semantics: Profile;
  readonly #table: RuleTable;
  readonly #index: number;
  readonly #rule: Rule;

  constructor(semantics: Profile, table: RuleTable, index: number) {
    this.#semantics = semantics;
    this.#table = table;
    this.#index = index;
    this.#rule = table.rules[index]!;
  }

  *all(): Generator<Mutant> {
    const { rules } = this.#table;
    yield this.#with('rule-removed', rules.toSpliced(this.#index, 1));
    yield* this.#outcomes();
    for (const field of Object.keys(this.#rule.when)) {
      const { [field]: pattern, ...others } = this.#rule.when;
      yield this.#changed('condition-dropped', { when: others }, field);
      yield this.#changed(
        'condition-negated',
        { when: { ...this.#rule.when, [field]: P.not(pattern as never) } },
        field,
      );
    }
    yield* this.#refusedWhere();
    const next = rules[this.#index + 1];
    if (next !== undefined) yield this.#with('neighbours-exchanged', rules.toSpliced(this.#index, 2, next, this.#rule));
  }

  *#outcomes(): Generator<Mutant> {
    const { then } = this.#rule;
    if (then.outcome === 'ok') {
      yield this.#deciding('outcome-refused', fail('EIO'));
      if (then.effect !== 'nothing') yield this.#deciding('effect-left-out', { ...then, effect: 'nothing' });
      return;
    }
    yield this.#deciding('outcome-errno', { ...then, outcome: this.#otherErrno() });
    yield this.#deciding('outcome-ok', succeed('nothing'));
  }

  /** A success, refused where a field has one of the values that the rule leaves it. */
  *#refusedWhere(): Generator<Mutant> {
    const { rules, space } = this.#table;
    const rule = this.#rule;
    if (rule.then.outcome !== 'ok') return;
    const then = fail('EIO');
    for (const field of Object.keys(space.domain)) {
      const left = this.#leftTo(field);
      for (const value of left.length > 1 ? left : []) {
        const when = { ...rule.when, [field]: value };
        const refusal: Rule = { ...rule, id: `${rule.id}/refused`, when, then };
        yield this.#with('refused-where', rules.toSpliced(this.#index, 0, refusal), `${field} ${String(value)}`);
      }
    }
  }

  /** The values of a field that the rule lets through, and that no rule in front of it takes away altogether. */
  #leftTo(field: string): readonly Value[] {
    const { rules, space } = this.#table;
    const conditions = conditionsOf(space.domain);
    const own = new Map(conditions(this.#rule));
    const through = (each: string) => own.get(each) ?? new Set(space.domain[each]);
    const before = rules.slice(0, this.#index).map(conditions);
    return [...through(field)].filter((value) => {
      const among = (each: string) => (each === field ? new Set([value]) : through(each));
      return !before.some((rule) => rule.every(([each, values]) => [...among(each)].every((one) => values.has(one))));
    });
  }

  /** The errno of the nearest rule that gives another one. */
  #otherErrno(): Errno {
    const { rules } = this.#table;
    const near = rules
      .map(({ then }, index) => ({ outcome: then.outcome, distance: Math.abs(index - this.#index) }))
      .filter(({ outcome }) => outcome !== 'ok' && !isUndefined(outcome) && outcome !== this.#rule.then.outcome)
      .toSorted((a, b) => a.distance - b.distance);
    return (near[0]?.outcome ?? 'EIO') as Errno;
  }

  #deciding(operator: Operator, then: Decision): Mutant {
    return this.#changed(operator, { then });
  }

  #changed(operator: Operator, change: Partial<Rule>, detail?: string): Mutant {
    return this.#with(operator, this.#table.rules.with(this.#index, { ...this.#rule, ...change }), detail);
  }

  #with(operator: Operator, rules: readonly Rule[], detail?: string): Mutant {
    return {
      id: `${operator} ${this.#rule.id}${detail === undefined ? '' : ` ${detail}`}`,
      operator,
      at: this.#rule.id,
      profile: withTable(this.#semantics, withRules(this.#table, rules)),
    };
  }
}

/** Every mutant of the rules of a semantics: what they ask, what they answer, and in which order they stand. */
export function* ruleMutants(semantics: Profile): Generator<Mutant> {
  for (const table of semantics.tables)
    for (const index of table.rules.keys()) yield* new RuleMutants(semantics, table, index).all();
}
