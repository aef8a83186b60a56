import type { Aspect, Designated, RuleTable } from '../spec/rule.ts';
import { type Code, type Field, plus } from '../spec/situation.ts';
import { type State, slotsOf } from '../spec/state.ts';
import type { Flags, Request } from '../spec/vocabulary/index.ts';

/** Values of fields are compared by identity: they are made once for each state. */
type Memo = Map<unknown, Memo | Code>;

interface Part {
  readonly aspect: Aspect;
  readonly fields: readonly Field[];
  readonly known: Memo;
}

const fieldOf = (request: Request, field: Field) => (request as unknown as Record<Field, unknown>)[field];

/**
 * Reads requests of one operation, at one hook, in one state: the number of the situation and the index that is
 * designated. What an aspect says of a value is worked out once.
 */
export class Reader {
  readonly #table: RuleTable;
  readonly #state: State;
  readonly #parts: readonly Part[];
  readonly #base: Code;
  readonly #places: readonly Memo[];
  readonly #designated = new Map<string, { readonly code: Code; readonly at: number }>();

  constructor(table: RuleTable, state: State, sample: Request, varying: readonly Field[]) {
    this.#table = table;
    this.#state = state;
    const parts = table.aspects.map((aspect) => ({
      aspect,
      fields: aspect.reads.filter((field) => varying.includes(field)),
      known: new Map() as Memo,
    }));
    this.#parts = parts.filter(({ fields }) => fields.length > 0);
    this.#base = parts
      .filter(({ fields }) => fields.length === 0)
      .reduce((sum, { aspect }) => plus(sum, table.space.encode(aspect.part(state, sample))), table.space.encode({}));
    this.#places = (table.designation?.places ?? []).map(() => new Map());
  }

  read(request: Request): { readonly code: Code; readonly at: number } {
    let code = this.#base;
    for (const { aspect, fields, known } of this.#parts)
      code = plus(
        code,
        remembered(known, request, fields, () => this.#table.space.encode(aspect.part(this.#state, request))),
      );
    const designated = this.#designate(request);
    return designated === undefined ? { code, at: 0 } : { code: plus(code, designated.code), at: designated.at };
  }

  #designate(request: Request): { readonly code: Code; readonly at: number } | undefined {
    const { designation } = this.#table;
    if (designation === undefined || !('hook' in request)) return undefined;
    const flags: Flags = 'flags' in request ? request.flags : [];
    const places = designation.places.map(({ reads, find }, index) =>
      remembered(this.#places[index]!, request, [reads], () => find(this.#state, request)),
    );
    const key = `${flags.join()} ${places.join()}`;
    let known = this.#designated.get(key);
    if (known === undefined) {
      const { universe } = this.#state;
      const result: Designated = designation.designate(
        slotsOf(this.#state, request.hook),
        universe.capacity,
        flags,
        places,
      );
      known = { code: this.#table.space.encode(result.part), at: result.at };
      this.#designated.set(key, known);
    }
    return known;
  }
}

/** A number that depends on some fields of a request, worked out once for their values. */
function remembered<T extends Code>(memo: Memo, request: Request, fields: readonly Field[], find: () => T): T {
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
