/** A value that a field of a situation may have. */
export type Value = string | boolean;

/** The fields of a situation with every value each may have: what makes a situation finite. */
export type Domain = Readonly<Record<string, readonly Value[]>>;

/** A field of a situation, and every value that it may have. */
export interface Told<F extends string = string, V extends Value = Value> {
  readonly field: F;
  readonly values: readonly V[];
}

/** The record that rules over some fields match on. */
export type FieldsOf<T extends readonly Told[]> = { readonly [E in T[number] as E['field']]: E['values'][number] };

/** Any situation. */
export type Situation = Readonly<Record<string, Value>>;

/**
 * The number of a situation, or of a part of one. A domain of more situations than numbers are exact for (2^53) has big
 * integers instead; the codes of one space are all of one kind.
 */
export type Code = number | bigint;

/** The code of two parts of a situation together. */
export function plus(a: Code, b: Code): Code {
  return (a as number) + (b as number);
}

/**
 * A domain together with a numbering of its situations: each value of each field stands for a number, and the sum over
 * the fields names the situation. Parts of a situation that are worked out separately can so be added up. There may be
 * more situations than fit into memory: nothing is to be kept for all of them.
 */
export interface Space {
  readonly domain: Domain;
  /** How many situations there are, reachable or not; rounded beyond 2^53. */
  readonly size: number;
  /** The number of one field's value; throws on a field or a value that the domain does not have. */
  code(field: string, value: Value): Code;
  /** The sum for some of the fields; throws on a field or a value that the domain does not have. */
  encode(part: Situation): Code;
  decode(code: Code): Situation;
}

/** Takes the digit of one field off a code. */
function digit(code: Code, radix: number): { readonly value: number; readonly rest: Code } {
  if (typeof code === 'number') return { value: code % radix, rest: Math.floor(code / radix) };
  return { value: Number(code % BigInt(radix)), rest: code / BigInt(radix) };
}

export function space(domain: Domain): Space {
  const size = Object.values(domain).reduce((product, values) => product * BigInt(values.length), 1n);
  const isExact = size <= BigInt(Number.MAX_SAFE_INTEGER);
  const codeOf = (exact: bigint): Code => (isExact ? Number(exact) : exact);
  const numbers = new Map<string, Map<Value, Code>>();
  let stride = 1n;
  for (const [field, values] of Object.entries(domain)) {
    const step = stride;
    numbers.set(field, new Map(values.map((value, index) => [value, codeOf(BigInt(index) * step)])));
    stride *= BigInt(values.length);
  }
  const nothing = codeOf(0n);
  const code = (field: string, value: Value): Code => {
    const number = numbers.get(field)?.get(value);
    if (number === undefined) throw new RangeError(`${field}: ${String(value)} is not in the domain`);
    return number;
  };
  const encode = (part: Situation): Code => {
    let sum = nothing;
    for (const field in part) sum = plus(sum, code(field, part[field]!));
    return sum;
  };
  const decode = (code: Code): Situation => {
    const situation: Record<string, Value> = {};
    let left = code;
    for (const [field, values] of Object.entries(domain)) {
      const { value, rest } = digit(left, values.length);
      situation[field] = values[value]!;
      left = rest;
    }
    return situation;
  };
  return { domain, size: Number(size), code, encode, decode };
}
