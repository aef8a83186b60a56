import type { Request } from '../semantics.ts';

type Level = Map<unknown, unknown>;

export const fieldOf = (request: Request, field: string): unknown =>
  (request as unknown as Record<string, unknown>)[field];

/**
 * Something that depends on some fields of a request, worked out once for their values. Values are compared by identity: they are
 * made once for each state. Of requests that come one after another most have the values of the one before.
 */
export class FieldMemo<T extends object | number | bigint | boolean> {
  readonly #fields: readonly string[];
  readonly #last: unknown[];
  #found: T | undefined;
  readonly #known: Level = new Map();

  constructor(fields: readonly string[]) {
    this.#fields = fields;
    this.#last = fields.map(() => undefined);
  }

  /** What is known for the values of a request; otherwise what is found now. */
  of(request: Request, find: (request: Request) => T): T {
    if (this.#isAsBefore(request) && this.#found !== undefined) return this.#found;
    this.#found = undefined; // until it is there: what is asked may throw
    let at = this.#known;
    const values = this.#last;
    const deepest = values.length - 1;
    for (let index = 0; index < deepest; index += 1) {
      let next = at.get(values[index]) as Level | undefined;
      if (next === undefined) {
        next = new Map();
        at.set(values[index], next);
      }
      at = next;
    }
    const last = values[deepest];
    let found = at.get(last) as T | undefined;
    if (found === undefined) {
      found = find(request);
      at.set(last, found);
    }
    this.#found = found;
    return found;
  }

  /** Compares with the request before, and keeps the values of this one. */
  #isAsBefore(request: Request): boolean {
    let same = true;
    for (let index = 0; index < this.#fields.length; index += 1) {
      const value = fieldOf(request, this.#fields[index]!);
      if (this.#last[index] === value) continue;
      this.#last[index] = value;
      same = false;
    }
    return same;
  }
}
