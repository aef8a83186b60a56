import type { Op, RequestOf } from './vocabulary/index.ts';

/** A value that a field of a situation may have. */
export type Value = string | boolean;

/** The fields of a situation with every value each may have: what makes a situation finite. */
export type Domain = Readonly<Record<string, readonly Value[]>>;

/** The record that rules of a domain match on. */
export type FieldsOf<D extends Domain> = { readonly [K in keyof D]: D[K][number] };

/** Any situation. */
export type Situation = Readonly<Record<string, Value>>;

/** The name of a field of some request. */
export type Field = { [O in Op]: keyof RequestOf<O> }[Op] & string;

/**
 * A domain together with a numbering of its situations: each value of each field stands for a number, and the sum over
 * the fields names the situation. Parts of a situation that are worked out separately can so be added up.
 */
export interface Space {
  readonly domain: Domain;
  /** How many situations there are, reachable or not. */
  readonly size: number;
  /** The sum for some of the fields; throws on a field or a value that the domain does not have. */
  encode(part: Situation): number;
  decode(code: number): Situation;
}

export function space(domain: Domain): Space {
  const numbers = new Map<string, Map<Value, number>>();
  let size = 1;
  for (const [field, values] of Object.entries(domain)) {
    const stride = size;
    numbers.set(field, new Map(values.map((value, index) => [value, index * stride])));
    size *= values.length;
  }
  const encode = (part: Situation): number => {
    let sum = 0;
    for (const field in part) {
      const number = numbers.get(field)?.get(part[field]!);
      if (number === undefined) throw new RangeError(`${field}: ${String(part[field])} is not in the domain`);
      sum += number;
    }
    return sum;
  };
  const decode = (code: number): Situation => {
    const situation: Record<string, Value> = {};
    let rest = code;
    for (const [field, values] of Object.entries(domain)) {
      situation[field] = values[rest % values.length]!;
      rest = Math.floor(rest / values.length);
    }
    return situation;
  };
  return { domain, size, encode, decode };
}
