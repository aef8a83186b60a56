import { z } from 'zod';

/** The schema of the requests of a family: one object for each operation, told apart by `op`. */
export type RequestSchema = z.ZodDiscriminatedUnion<
  readonly z.ZodObject<{ readonly op: z.ZodLiteral<string> } & z.ZodRawShape>[]
>;

/** What requests of a family can be made of: everything here follows from their schemas. */
export interface Vocabulary {
  /** The operations there are. */
  readonly ops: readonly string[];
  /** The fields that requests of each operation have, in the order they are written. */
  readonly fieldsOf: Readonly<Record<string, readonly string[]>>;
  /** Every field that a request may have. */
  readonly fields: readonly string[];
  /** One bit for every field: a set of fields is the sum of their bits. */
  readonly bits: Readonly<Record<string, number>>;
  /** The operations whose requests have a field. */
  opsWith(field: string): ReadonlySet<string>;
  /** The sum of the bits of some fields. */
  bitsOf(fields: readonly string[]): number;
  /** The fields of a request in which nothing is said yet, but for its hook where its operation names one. */
  blank(op: string, hook: string): Record<string, unknown>;
}

/**
 * What follows from the schemas of requests. `unsaid` has what fields say where nothing is said, besides the defaults of the
 * schemas; no field may have a default that is another one elsewhere. Throws where there are more fields than a number has
 * bits.
 */
export function vocabularyOf(schema: RequestSchema, unsaid: Readonly<Record<string, unknown>> = {}): Vocabulary {
  const shapes = new Map(
    schema.options.map(({ shape }) => [shape.op.value, shape as unknown as Record<string, z.ZodType>]),
  );
  const ops = [...shapes.keys()];
  const fieldsOf = Object.fromEntries([...shapes].map(([op, shape]) => [op, Object.keys(shape)]));
  const fields = [...new Set(Object.values(fieldsOf).flat())];
  if (fields.length > 31) throw new Error('there are more fields of requests than a number has bits');
  const bits = Object.fromEntries(fields.map((field, index) => [field, 1 << index]));
  const said = Object.fromEntries(
    [...shapes.values()].flatMap((shape) =>
      Object.entries(shape).flatMap(([field, each]) =>
        each instanceof z.ZodDefault ? [[field, each.def.defaultValue]] : [],
      ),
    ),
  );
  const nothing: Record<string, unknown> = { ...unsaid, ...said };
  const blanks = Object.fromEntries(
    ops.map((op) => [op, { ...Object.fromEntries(fieldsOf[op]!.map((field) => [field, nothing[field]])), op }]),
  );
  return {
    ops,
    fieldsOf,
    fields,
    bits,
    opsWith: (field) => new Set(ops.filter((op) => fieldsOf[op]!.includes(field))),
    bitsOf: (some) => some.reduce((sum, field) => sum | bits[field]!, 0),
    // No spread: see spec/with-fields.ts.
    blank: (op, hook) => Object.assign({}, blanks[op], fieldsOf[op]!.includes('hook') ? { hook } : {}),
  };
}
