import { conditionsOf } from '../cover.ts';
import type { Family } from '../family.ts';
import { once } from '../once.ts';
import { acts, type Designation, type Rule, type RuleTable, UndecidedError } from '../rule.ts';
import type { Code, Situation, Value } from '../situation.ts';

/** What a rule table says of one distinct situation. */
export interface Ruling {
  readonly rule: Rule;
  readonly situation: Situation;
  /** The request fields that the decision depends on: a sum of FIELD_BITS. */
  readonly reads: number;
  /** Those that its effect depends on, besides the place that it is about. */
  readonly changeReads: number;
  /** Those that the place of its effect may depend on. */
  readonly placeReads: number;
}

/** The request fields that a designation depends on. */
function designationReads(designation: Designation): readonly string[] {
  return [designation.reads, ...designation.places.map((place) => place.reads)];
}

/** The request fields that the change of a rule depends on, besides the place that it is about. */
function changeReads({ effects, vocabulary }: Family, { then }: Rule): number {
  // A deliberate mistake may look at anything.
  if (then.tampered?.after !== undefined) return vocabulary.bitsOf(vocabulary.fields);
  return acts(then) ? vocabulary.bitsOf(effects[then.effect]!.takes) : 0;
}

/** Which request fields each field of the situation comes from. */
function sources({ vocabulary }: Family, table: RuleTable): Record<string, number> {
  const found: Record<string, number> = {};
  const add = (field: string, reads: readonly string[]) => {
    found[field] = (found[field] ?? 0) | vocabulary.bitsOf(reads);
  };
  for (const { field, reads } of table.facts) add(field, reads);
  for (const { field } of table.designation?.fields ?? []) add(field, designationReads(table.designation!));
  return found;
}

/** What a rule asks of one field of the situation, and the request fields that this comes from. */
interface Condition {
  readonly field: string;
  readonly reads: number;
  readonly values: ReadonlySet<Value>;
}

/** What one rule table says of the situations that were met: it depends on nothing else. */
export class Rulings {
  readonly #table: RuleTable;
  readonly #family: Family;
  readonly #conditions: readonly (readonly Condition[])[];
  /** By the code of the situation, and only for those that were met: there may be very many others. */
  readonly #known = new Map<Code, Ruling>();

  constructor(family: Family, table: RuleTable) {
    this.#family = family;
    this.#table = table;
    const from = sources(family, table);
    const of = conditionsOf(table.space.domain);
    this.#conditions = table.rules.map((rule) =>
      of(rule).map(([field, values]) => ({ field, reads: from[field] ?? 0, values })),
    );
  }

  /** The ruling for a situation by its code. Throws an UndecidedError where no rule decides. */
  of(code: Code): Ruling {
    const found = this.find(code);
    if (found !== undefined) return found;
    throw new UndecidedError(this.#table, this.#table.space.decode(code));
  }

  /** The same; `undefined` where no rule decides. */
  find(code: Code): Ruling | undefined {
    return this.#known.get(code) ?? this.#decide(code);
  }

  #decide(code: Code): Ruling | undefined {
    const situation = this.#table.space.decode(code);
    let reads = 0;
    const index = this.#conditions.findIndex((conditions) =>
      // A rule that fails to match has been looked at up to the first field that does not fit.
      conditions.every(({ field, reads: more, values }) => {
        reads |= more;
        return values.has(situation[field]!);
      }),
    );
    if (index === -1) return undefined;
    const rule = this.#table.rules[index]!;
    const { designation } = this.#table;
    const placeReads =
      designation !== undefined && acts(rule.then) ? this.#family.vocabulary.bitsOf(designationReads(designation)) : 0;
    const ruling = { rule, situation, reads, changeReads: changeReads(this.#family, rule), placeReads };
    this.#known.set(code, ruling);
    return ruling;
  }
}

/** The rulings of a table, the same for all searches over it. */
export const rulingsOf = once((family: Family) => once((table: RuleTable) => new Rulings(family, table)));
