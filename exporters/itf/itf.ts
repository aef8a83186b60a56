import { z } from 'zod';

/*
 * The Informal Trace Format of Apalache and Quint: ADR 015 of Apalache, https://apalache-mc.org/docs/adr/015adr-trace.html.
 */

/** A value of ITF. Whole numbers are written as #bigint, which every reader takes. */
export type ItfValue =
  | boolean
  | string
  | readonly ItfValue[]
  | { readonly '#bigint': string }
  | { readonly '#map': readonly (readonly [ItfValue, ItfValue])[] }
  | { readonly [field: string]: ItfValue };

export const ItfValue: z.ZodType<ItfValue> = z.lazy(() =>
  z.union([
    z.boolean(),
    z.string(),
    z.array(ItfValue),
    z.strictObject({ '#bigint': z.string().regex(/^-?\d+$/) }),
    z.strictObject({ '#map': z.array(z.tuple([ItfValue, ItfValue])) }),
    z.record(z.string().regex(/^[^#]/, { error: 'a field of a record begins with no "#"' }), ItfValue),
  ]),
) as z.ZodType<ItfValue>;

/** The variables of a trace of requests. */
export const VARIABLES = ['universe', 'request', 'outcome', 'rule', 'hooks', 'view'] as const;

const Variant = z.strictObject({ tag: z.string(), value: ItfValue });

const State = z.strictObject({
  '#meta': z.strictObject({ index: z.int().min(0) }),
  universe: ItfValue,
  request: Variant,
  outcome: z.string(),
  rule: z.string(),
  hooks: z.strictObject({ '#map': z.array(z.tuple([z.string(), Variant])) }),
  view: Variant,
});

/** A document of ITF, as far as traces of requests need the format. */
export const Itf = z
  .strictObject({
    '#meta': z.strictObject({
      format: z.literal('ITF'),
      'format-description': z.url(),
      description: z.string(),
      source: z.string(),
    }),
    vars: z.tuple(VARIABLES.map((name) => z.literal(name)) as [z.ZodLiteral<(typeof VARIABLES)[number]>]),
    states: z.array(State).min(1),
  })
  .refine(({ states }) => states.every((state, index) => state['#meta'].index === index), {
    error: 'states are numbered from 0 on',
    path: ['states'],
  });
export type Itf = z.output<typeof Itf>;

/** A value of JSON as one of ITF. Throws a RangeError on a number that is not whole, and on what JSON calls null. */
export function toItf(value: unknown): ItfValue {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { '#bigint': String(value) };
  if (Array.isArray(value)) return value.map(toItf);
  if (typeof value !== 'object' || value === null) throw new RangeError(`ITF has no value for ${String(value)}`);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(fields.map(([field, each]) => [field, toItf(each)]));
}

/** What `toItf` was given. */
export function fromItf(value: ItfValue): unknown {
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(fromItf);
  const record = value as Readonly<Record<string, ItfValue>>;
  const number = record['#bigint'];
  if (typeof number === 'string') return Number(number);
  return Object.fromEntries(Object.entries(record).map(([field, each]) => [field, fromItf(each)]));
}
