import { P } from 'ts-pattern';
import type { Profile } from '../profile.ts';
import { type Decision, fail, type Rule, type RuleTable, succeed } from '../rule.ts';
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
