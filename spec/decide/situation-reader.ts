import { codeOf, type Designated, type Designation, type Fact, NOWHERE, type Place, type RuleTable } from '../rule.ts';
import type { Request, State } from '../semantics.ts';
import { type Code, plus } from '../situation.ts';
import { FieldMemo, fieldOf } from './field-memo.ts';

/** The facts that look at the same fields of a request, of those that vary. */
interface Group {
  readonly facts: readonly Fact[];
  readonly fields: readonly string[];
}

/** What they say in one state. */
interface Part {
  readonly known: FieldMemo<Code>;
  readonly sum: (request: Request) => Code;
}

/** The facts of a table, by the fields that they look at: those that look at none that varies are apart. */
export class Grouping {
  readonly constant: readonly Fact[];
  readonly groups: readonly Group[];

  constructor({ facts }: RuleTable, varying: readonly string[]) {
    const groups = new Map<string, { readonly facts: Fact[]; readonly fields: readonly string[] }>();
    for (const fact of facts) {
      const fields = fact.reads.filter((field) => varying.includes(field));
      const key = fields.join();
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { facts: [fact], fields });
      else group.facts.push(fact);
    }
    this.constant = groups.get('')?.facts ?? [];
    this.groups = [...groups.values()].filter(({ fields }) => fields.length > 0);
  }
}

/** The number of a situation or of a part of it, and the index that is designated. */
interface Pointed {
  readonly code: Code;
  readonly at: number;
}

/**
 * Reads requests of one operation, at one hook, in one state: the number of the situation and the index that is
 * designated. What facts say of a value is worked out once.
 */
export class SituationReader {
  readonly #table: RuleTable;
  readonly #state: State;
  readonly #parts: readonly Part[];
  readonly #base: Code;
  readonly #places: readonly Map<unknown, Place>[];
  readonly #designated = new Map<unknown, Map<number, Pointed>>();

  constructor(table: RuleTable, { constant, groups }: Grouping, state: State, sample: Request) {
    this.#table = table;
    this.#state = state;
    this.#parts = groups.map(({ facts, fields }) => ({
      known: new FieldMemo(fields),
      sum: (request) => this.#sum(facts, request),
    }));
    this.#base = this.#sum(constant, sample);
    this.#places = (table.designation?.places ?? []).map(() => new Map());
  }

  read(request: Request): Pointed {
    let code = this.#base;
    for (let which = 0; which < this.#parts.length; which += 1) {
      const { known, sum } = this.#parts[which]!;
      code = plus(code, known.of(request, sum));
    }
    const designated = this.#designate(request);
    return designated === undefined ? { code, at: 0 } : { code: plus(code, designated.code), at: designated.at };
  }

  /** What some facts add to the number of the situation. */
  #sum(facts: readonly Fact[], request: Request): Code {
    let sum = this.#table.space.encode({});
    for (const fact of facts) sum = plus(sum, codeOf(this.#table, fact, this.#state, request));
    return sum;
  }

  #designate(request: Request): Pointed | undefined {
    const { designation } = this.#table;
    if (designation === undefined) return undefined;
    const own = fieldOf(request, designation.reads);
    let alike = this.#designated.get(own);
    if (alike === undefined) {
      alike = new Map();
      this.#designated.set(own, alike);
    }
    let key = 0;
    for (let index = 0; index < designation.places.length; index += 1)
      key = key * PLACES + this.#placeOf(designation.places[index]!, index, request) - NOWHERE;
    let known = alike.get(key);
    if (known === undefined) {
      const places = designation.places.map((place, index) => this.#placeOf(place, index, request));
      const result: Designated = designation.designate(this.#state, request, places);
      known = { code: this.#table.space.encode(result.part), at: result.at };
      alike.set(key, known);
    }
    return known;
  }

  #placeOf({ reads, find }: Designation['places'][number], index: number, request: Request): Place {
    const known = this.#places[index]!;
    const value = fieldOf(request, reads);
    let place = known.get(value);
    if (place === undefined) {
      place = find(this.#state, request);
      if (place - NOWHERE >= PLACES) throw new RangeError(`expected a place below ${PLACES - 1}, found ${place}`);
      known.set(value, place);
    }
    return place;
  }
}

/** More than there are places in any list, so that several make one number. */
const PLACES = 128;
