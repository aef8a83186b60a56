import { codeOf, type Designated, type Designation, type Fact, NOWHERE, type Place, type RuleTable } from '../rule.ts';
import type { Request, State } from '../semantics.ts';
import { type Code, plus } from '../situation.ts';

/** Values of fields are compared by identity: they are made once for each state. */
type Memo = Map<unknown, Memo | Code>;

/** The facts that look at the same fields of a request, of those that vary. */
interface Part {
  readonly facts: Fact[];
  readonly fields: readonly string[];
  readonly known: Memo;
}

const fieldOf = (request: Request, field: string) => (request as unknown as Record<string, unknown>)[field];

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
  readonly #designated = new Map<unknown, Map<number, { readonly code: Code; readonly at: number }>>();

  constructor(table: RuleTable, state: State, sample: Request, varying: readonly string[]) {
    this.#table = table;
    this.#state = state;
    const parts = new Map<string, Part>();
    for (const fact of table.facts) {
      const fields = fact.reads.filter((field) => varying.includes(field));
      const key = fields.join();
      const part = parts.get(key);
      if (part === undefined) parts.set(key, { facts: [fact], fields, known: new Map() });
      else part.facts.push(fact);
    }
    const constant = parts.get('')?.facts ?? [];
    this.#parts = [...parts.values()].filter(({ fields }) => fields.length > 0);
    this.#base = this.#sum(constant, sample);
    this.#places = (table.designation?.places ?? []).map(() => new Map());
  }

  read(request: Request): { readonly code: Code; readonly at: number } {
    let code = this.#base;
    for (const { facts, fields, known } of this.#parts)
      code = plus(
        code,
        remembered(known, request, fields, () => this.#sum(facts, request)),
      );
    const designated = this.#designate(request);
    return designated === undefined ? { code, at: 0 } : { code: plus(code, designated.code), at: designated.at };
  }

  /** What some facts add to the number of the situation. */
  #sum(facts: readonly Fact[], request: Request): Code {
    let sum = this.#table.space.encode({});
    for (const fact of facts) sum = plus(sum, codeOf(this.#table, fact, this.#state, request));
    return sum;
  }

  #designate(request: Request): { readonly code: Code; readonly at: number } | undefined {
    const { designation } = this.#table;
    if (designation === undefined) return undefined;
    const own = fieldOf(request, designation.reads);
    let alike = this.#designated.get(own);
    if (alike === undefined) {
      alike = new Map();
      this.#designated.set(own, alike);
    }
    const places: Place[] = [];
    let key = 0;
    for (let index = 0; index < designation.places.length; index += 1) {
      const place = this.#placeOf(designation.places[index]!, index, request);
      places.push(place);
      key = key * PLACES + place - NOWHERE;
    }
    let known = alike.get(key);
    if (known === undefined) {
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
      known.set(value, place);
    }
    return place;
  }
}

/** More than there are places in any list, so that several make one number. */
const PLACES = 128;

/** A number that depends on some fields of a request, worked out once for their values. */
function remembered<T extends Code>(memo: Memo, request: Request, fields: readonly string[], find: () => T): T {
  let at = memo;
  for (let index = 0; index < fields.length - 1; index += 1) {
    const value = fieldOf(request, fields[index]!);
    let next = at.get(value) as Memo | undefined;
    if (next === undefined) {
      next = new Map();
      at.set(value, next);
    }
    at = next;
  }
  const last = fieldOf(request, fields.at(-1)!);
  const known = at.get(last) as T | undefined;
  if (known !== undefined) return known;
  const found = find();
  at.set(last, found);
  return found;
}
