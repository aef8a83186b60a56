import { isMatching } from 'ts-pattern';
import type { Profile } from '../spec/profile.ts';
import { type Aspect, acts, type Designation, type Rule, type RuleTable, UndecidedError } from '../spec/rule.ts';
import type { Field, Situation } from '../spec/situation.ts';

/** What was decided for one distinct situation, once and for all. */
export interface Decided {
  readonly rule: Rule;
  readonly situation: Situation;
  /** The request fields that the decision depends on: a sum of FIELD_BITS. */
  readonly reads: number;
  /** How many transitions it decided. */
  count: number;
}

const FIELDS: readonly Field[] = [
  'op',
  'hook',
  'flags',
  'link',
  'prog',
  'replace',
  'old',
  'revision',
  'relative',
  'buffer',
  'queryFlags',
  'attachFlags',
  'progAttachFlags',
  'device',
];

/** One bit for every field a request may have. */
export const FIELD_BITS = Object.fromEntries(FIELDS.map((field, index) => [field, 1 << index])) as Record<
  Field,
  number
>;

const bitsOf = (fields: readonly Field[]) => fields.reduce((bits, field) => bits | FIELD_BITS[field], 0);

/** What an effect may look at besides what the rules did. */
const EFFECT_READS = bitsOf(['prog', 'link', 'flags', 'device', 'relative']);

/** The request fields that a decision and its effect depend on: what a machine without a model of its own looks at. */
export function readsOf({ reads, rule }: Decided): number {
  return acts(rule.then) ? reads | EFFECT_READS : reads;
}

/** The request fields that a designation depends on. */
function designationReads(designation: Designation): readonly Field[] {
  return ['flags', ...designation.places.map((place) => place.reads)];
}

/** Which request fields each field of the situation comes from. */
function sources(table: RuleTable): Record<string, number> {
  const found: Record<string, number> = {};
  const add = ({ tells }: Pick<Aspect, 'tells'>, reads: readonly Field[]) => {
    for (const told of tells) found[told] = (found[told] ?? 0) | bitsOf(reads);
  };
  for (const aspect of table.aspects) add(aspect, aspect.reads);
  if (table.designation !== undefined) add(table.designation, designationReads(table.designation));
  return found;
}

/**
 * The decisions of one rule table, each made when its situation is first met and looked up after that: patterns are
 * matched once for each distinct situation, not once for each transition.
 */
export class Decisions {
  readonly table: RuleTable;
  readonly #known: (Decided | undefined)[];
  readonly #met: Decided[] = [];
  readonly #sources: Record<string, number>;

  constructor(table: RuleTable) {
    this.table = table;
    this.#known = new Array<Decided | undefined>(table.space.size);
    this.#sources = sources(table);
  }

  /** Every situation that was met, decided. */
  met(): readonly Decided[] {
    return this.#met;
  }

  /** How many transitions were decided. */
  taken(): number {
    return this.#met.reduce((sum, decided) => sum + decided.count, 0);
  }

  /** The decision for a situation by its number. */
  of(code: number): Decided {
    return this.#known[code] ?? this.#decide(code);
  }

  #decide(code: number): Decided {
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
      const decided: Decided = { rule, situation, reads, count: 0 };
      this.#known[code] = decided;
      this.#met.push(decided);
      return decided;
    }
    throw new UndecidedError(`no rule of ${this.table.title} decides ${JSON.stringify(situation)}`);
  }
}

/** The decisions of every table of a profile. */
export function decisionsOf(semantics: Profile): ReadonlyMap<RuleTable, Decisions> {
  return new Map(semantics.tables.map((table) => [table, new Decisions(table)]));
}
