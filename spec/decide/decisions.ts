import type { Family } from '../family.ts';
import type { RuleTable } from '../rule.ts';
import type { Code, Situation } from '../situation.ts';
import { type Ruling, type Rulings, rulingsOf } from './rulings.ts';

/** What was decided for one distinct situation. */
export interface Decided extends Ruling {
  /** How many transitions it decided. */
  count: number;
}

/** The request fields that a decision and its effect depend on: what a machine without a model of its own looks at. */
export function readsOf({ reads, changeReads, placeReads }: Ruling): number {
  return reads | changeReads | placeReads;
}

/** The decisions of one search over a rule table: looked up by the situation, each with how often it was met. */
export class Decisions {
  readonly table: RuleTable;
  readonly #rulings: Rulings;
  /** By the code of the situation. */
  readonly #known = new Map<Code, Decided>();

  constructor(family: Family, table: RuleTable) {
    this.table = table;
    this.#rulings = rulingsOf(family)(table);
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
    // Written out: a spread makes objects whose fields are slow to read, and these are read for each transition.
    const { rule, situation, reads, changeReads, placeReads } = this.#rulings.of(code);
    const decided = { rule, situation, reads, changeReads, placeReads, count: 0 };
    this.#known.set(code, decided);
    return decided;
  }
}

/** The situations that were met, each with its operation. */
export function situationsMet(all: ReadonlyMap<string, Decisions>): readonly (readonly [string, Situation])[] {
  return [...all].flatMap(([op, decisions]) => decisions.met().map(({ situation }) => [op, situation] as const));
}
