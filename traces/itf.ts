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

/** A document of ITF as it is written: what is read may have less (itf-trace.ts). */
export const Itf = z
  .strictObject({
    '#meta': z.strictObject({
      format: z.literal('ITF'),
      'format-description': z.url(),
      description: z.string(),
      source: z.string(),
      profile: z.string(),
      family: z.string().exactOptional(),
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

const isText = (value: unknown): value is string => typeof value === 'string';

/**
 * What `toItf` was given, from a value of any writer: a set or tuple is a list, a map from strings a record. What ITF does not have
 * stays as it is.
 */
export function fromItf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(fromItf);
  const record = value as Readonly<Record<string, unknown>>;
  const { '#bigint': number, '#map': map } = record;
  if (isText(number) && /^-?\d+$/.test(number)) return Number(number);
  const list = record['#tup'] ?? record['#set'];
  if (Array.isArray(list)) return list.map(fromItf);
  if (Array.isArray(map) && map.every((pair) => Array.isArray(pair) && isText(pair[0])))
    return Object.fromEntries(map.map(([key, each]: [string, unknown]) => [key, fromItf(each)]));
  return Object.fromEntries(Object.entries(record).map(([field, each]) => [field, fromItf(each)]));
}
