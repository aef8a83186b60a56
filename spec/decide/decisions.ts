import { isMatching } from 'ts-pattern';
import type { Family } from '../family.ts';
import type { Profile } from '../profile.ts';
import { acts, type Designation, type Rule, type RuleTable, UndecidedError } from '../rule.ts';
import type { Code, Situation } from '../situation.ts';

/** What was decided for one distinct situation, once and for all. */
export interface Decided {
  readonly rule: Rule;
  readonly situation: Situation;
  /** The request fields that the decision depends on: a sum of FIELD_BITS. */
  readonly reads: number;
  /** Those that its effect depends on, besides the place that it is about. */
  readonly changeReads: number;
  /** Those that the place of its effect may depend on. */
  readonly placeReads: number;
  /** How many transitions it decided. */
  count: number;
}

/** The request fields that a decision and its effect depend on: what a machine without a model of its own looks at. */
export function readsOf({ reads, changeReads, placeReads }: Decided): number {
  return reads | changeReads | placeReads;
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

/**
 * The decisions of one rule table, each made when its situation is first met and looked up after that: patterns are
 * matched once for each distinct situation, not once for each transition.
 */
export class Decisions {
  readonly table: RuleTable;
  readonly #family: Family;
  /** By the code of the situation, and only for those that were met: there may be very many others. */
  readonly #known = new Map<Code, Decided>();
  readonly #sources: Record<string, number>;

  constructor(family: Family, table: RuleTable) {
    this.#family = family;
    this.table = table;
    this.#sources = sources(family, table);
  }

  /** Every situation that was met, decided. */
  met(): readonly Decided[] {
    return [...this.#known.values()];
  }

  /** How many transitions were decided. */
  taken(): number {
    let sum = 0;
    for (const { count } of this.#known.values()) sum += count;
    return sum;
  }

  /** The decision for a situation by its code. */
  of(code: Code): Decided {
    return this.#known.get(code) ?? this.#decide(code);
  }

  #decide(code: Code): Decided {
    const situation = this.table.space.decode(code);
    let reads = 0;
    for (const rule of this.table.rules) {
      // A rule that fails to match has been looked at up to the first field that does not fit.
      let fits = true;
      for (const [field, pattern] of Object.entries(rule.when)) {
        reads |= this.#sources[field] ?? 0;
        fits = isMatching(pattern as never, situation[field]);
        if (!fits) break;
      }
      if (!fits) continue;
      const { designation } = this.table;
      const placeReads =
        designation !== undefined && acts(rule.then)
          ? this.#family.vocabulary.bitsOf(designationReads(designation))
          : 0;
      const decided: Decided = {
        rule,
        situation,
        reads,
        changeReads: changeReads(this.#family, rule),
        placeReads,
        count: 0,
      };
      this.#known.set(code, decided);
      return decided;
    }
    throw new UndecidedError(`no rule of ${this.table.title} decides ${JSON.stringify(situation)}`);
  }
}

/** The decisions of every table of a profile. */
export function decisionsOf(semantics: Profile): ReadonlyMap<RuleTable, Decisions> {
  return new Map(semantics.tables.map((table) => [table, new Decisions(semantics.family, table)]));
}

/** The situations that were met, each with its operation. */
export function situationsMet(all: ReadonlyMap<string, Decisions>): readonly (readonly [string, Situation])[] {
  return [...all].flatMap(([op, decisions]) => decisions.met().map(({ situation }) => [op, situation] as const));
}
