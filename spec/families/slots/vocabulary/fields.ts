import { z } from 'zod';
import { type Op, Request, type RequestOf } from './request.ts';

/** The name of a field of some request. */
export type Field = { [O in Op]: keyof RequestOf<O> }[Op] & string;

/** The schemas of requests by their operation: all that is said here of fields follows from them. */
const SHAPES = new Map(Request.options.map(({ shape }) => [shape.op.value as Op, shape as Record<string, z.ZodType>]));

/** The operations there are. */
export const OPS: readonly Op[] = [...SHAPES.keys()];

/** The fields that requests of each operation have, in the order they are written. */
export const FIELDS_OF = Object.fromEntries([...SHAPES].map(([op, shape]) => [op, Object.keys(shape)])) as unknown as {
  readonly [O in Op]: readonly (keyof RequestOf<O> & Field)[];
};

/** Every field that a request may have. */
export const FIELDS: readonly Field[] = [...new Set(Object.values<readonly Field[]>(FIELDS_OF).flat())];

/** The operations whose requests have a field. */
const opsWith = (field: Field): ReadonlySet<Op> =>
  new Set(OPS.filter((op) => (FIELDS_OF[op] as readonly Field[]).includes(field)));

/** The operations whose requests name a hook. */
export const NAMES_HOOK = opsWith('hook');

/** The operations whose requests name a link. */
export const NAMES_LINK = opsWith('link');

if (FIELDS.length > 31) throw new Error('there are more fields of requests than a number has bits');

/** One bit for every field: a set of fields is the sum of their bits. */
export const FIELD_BITS = Object.fromEntries(FIELDS.map((field, index) => [field, 1 << index])) as Record<
  Field,
  number
>;

/** A set of fields. */
export const bitsOf = (fields: readonly Field[]) => fields.reduce((bits, field) => bits | FIELD_BITS[field], 0);

/** What each field says where nothing is said, whatever the operation: every query says its buffer, or has none. */
const NOTHING_SAID: Readonly<Record<string, unknown>> = {
  buffer: 'none',
  ...Object.fromEntries(
    [...SHAPES.values()].flatMap((shape) =>
      Object.entries(shape).flatMap(([field, schema]) =>
        schema instanceof z.ZodDefault ? [[field, schema.def.defaultValue]] : [],
      ),
    ),
  ),
};

/** Requests of every operation in which nothing is said yet; no field has a default that is another one elsewhere. */
const BLANKS = Object.fromEntries(
  OPS.map((op) => [op, { ...Object.fromEntries(FIELDS_OF[op].map((field) => [field, NOTHING_SAID[field]])), op }]),
);

/** The fields of a request in which nothing is said yet, but for its hook where its operation names one. */
export function blank(op: Op, hook: string): Record<string, unknown> {
  return NAMES_HOOK.has(op) ? { ...BLANKS[op], hook } : { ...BLANKS[op] };
}
