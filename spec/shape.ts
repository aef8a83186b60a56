import { z } from 'zod';
import type { Family } from './family.ts';
import type { Property } from './properties/property.ts';
import { ProposalError } from './proposal-error.ts';
import { cut, shown } from './shown.ts';
import { nearest } from './suggest.ts';
import { ERRNOS, Outcome } from './vocabulary/outcome.ts';

/** An object with these keys and no others. */
const keys = z.strictObject;

const call = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', {
  error: ({ input }) => `expected a function, found ${shown(input)}`,
});

const oneOf = (what: string, names: readonly string[]) =>
  z.custom<string>((value) => typeof value === 'string' && names.includes(value), {
    error: ({ input }) =>
      `expected ${what}, found ${shown(input)}${typeof input === 'string' ? `; did you mean ${nearest(input, names)}?` : ''}`,
  });

const text = z.string().min(1, { error: () => 'expected a text, found ""' });
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,47}$/;
const semanticsName = z.custom<string>((value) => typeof value === 'string' && NAME.test(value), {
  error: ({ input }) => `expected a name such as "head-and-tail" for the semantics, found ${shown(input)}`,
});
const ids = z.array(text).readonly();
const values = z
  .array(
    z.union([z.string(), z.boolean()], {
      error: ({ input }) => `expected a text, true or false, found ${shown(input)}`,
    }),
  )
  .min(1, { error: () => 'expected a value at least, found none' })
  .max(31, { error: () => 'expected at most 31 values' })
  .refine((all) => new Set(all).size === all.length, { error: 'expected every value once' })
  .readonly();
const common = { id: text, sentence: text, source: text.optional(), why: text.optional() };
/** What a property of each kind has. */
const PROPERTIES = {
  always: keys({ ...common, kind: z.literal('always'), sometimes: call, holds: call }),
  step: keys({
    ...common,
    kind: z.literal('step'),
    of: oneOf('"effect" or "request"', ['effect', 'request']),
    sometimes: call,
    holds: call,
  }),
  sometimes: keys({ ...common, kind: z.literal('sometimes'), seen: call }),
  trial: keys({ ...common, kind: z.literal('trial'), cases: call }),
  history: keys({ ...common, kind: z.literal('history'), begin: call, remember: call, sometimes: call, holds: call }),
} as const satisfies Record<Property['kind'], z.ZodType>;
const told = { field: text, values };
const anObject = z.custom<object>((value) => typeof value === 'object' && value !== null, {
  error: ({ input }) => `expected an object, found ${shown(input)}`,
});

/** What a proposal of a family is made of. */
function shapesOf(family: Family) {
  const { schemas, vocabulary } = family;
  const op = oneOf('an operation', vocabulary.ops);
  const field = oneOf('a field of a request', vocabulary.fields);
  const opsOf = z
    .array(op)
    .min(1, { error: () => 'expected an operation at least, found none' })
    .readonly();
  const Cite = z.union(
    [z.enum(Object.keys(family.citations) as [string, ...string[]]), keys({ source: text, where: text })],
    {
      error: ({ input }) =>
        input === undefined
          ? 'expected a source to cite'
          : `expected the label of a source, or { source, where }, found ${shown(input)}`,
    },
  );
  const then = keys({
    outcome: z.custom((value) => Outcome.safeParse(value).success, {
      error: ({ input }) =>
        `expected "ok" or an errno of Linux, found ${shown(input)}${typeof input === 'string' ? `; did you mean ${nearest(input, ERRNOS)}?` : ''}`,
    }),
    effect: text,
    show: oneOf('what a query shows', family.shows),
  });
  const RuleShape = keys({
    id: z.custom<string>((value) => typeof value === 'string' && /^[a-z0-9-]+(\/[a-z0-9-]+)+$/.test(value), {
      error: ({ input }) => `expected an id such as "attach/full", found ${shown(input)}`,
    }),
    sentence: z.custom<string>((value) => typeof value === 'string' && value !== '', {
      error: ({ input }) => `expected a sentence, found ${shown(input)}`,
    }),
    when: z.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), {
      error: ({ input }) => `expected an object of fields, found ${shown(input)}`,
    }),
    then,
    cite: Cite,
  });
  const telling = { reads: z.array(field).readonly(), tell: call };
  const FactShape = keys({ of: opsOf, ...told, ...telling });
  const InsertionShape = keys({
    before: text.optional(),
    after: text.optional(),
    rules: z
      .array(anObject)
      .min(1, { error: () => 'expected a rule at least, found none' })
      .readonly(),
  }).refine(({ before, after }) => (before === undefined) !== (after === undefined), {
    error: 'expected either "before" or "after"',
  });
  const DerivationShape = keys({
    name: semanticsName,
    title: text,
    remove: ids.optional(),
    replace: z.record(z.string(), anObject).optional(),
    insert: z.array(InsertionShape).readonly().optional(),
    refuse: z.partialRecord(op as never, oneOf('an errno of Linux', ERRNOS)).optional(),
    unreachable: oneOf('"drop"', ['drop']).optional(),
    facts: z.array(FactShape).readonly().optional(),
    places: z
      .array(keys({ of: opsOf, reads: field, find: call }))
      .readonly()
      .optional(),
    flags: z.partialRecord(schemas.flag as z.ZodType<string, string>, opsOf).optional(),
    slotFlags: z.array(schemas.flag).readonly().optional(),
    properties: z.array(anObject).readonly().optional(),
    withoutProperties: ids.optional(),
    hook: text.optional(),
    model: text.optional(),
  });
  const TableShape = keys({
    op,
    title: text,
    space: keys({ domain: z.record(z.string(), values), size: z.number(), code: call, encode: call, decode: call }),
    facts: z
      .array(keys({ ...told, ...telling, stateless: z.literal(true).optional(), origin: anObject.optional() }))
      .readonly(),
    designation: keys({
      places: z.array(keys({ reads: field, find: call })).readonly(),
      reads: field,
      fields: z.array(keys(told)).readonly(),
      designate: call,
    }).optional(),
    rules: z
      .array(anObject)
      .min(1, { error: () => 'expected a rule at least, found none' })
      .readonly(),
  });

  const ProfileShape = keys({
    name: semanticsName,
    title: text,
    family: anObject,
    uapi: keys({
      name: text,
      hook: text,
      fields: z.partialRecord(op as never, z.array(field).readonly()),
      flags: z.partialRecord(op as never, z.array(schemas.flag).readonly()),
      ...schemas.uapi,
    }),
    keeping: schemas.keeping,
    tables: z.array(TableShape).readonly(),
    properties: z.array(anObject).readonly(),
    model: text.optional(),
    base: anObject.optional(),
    dropped: ids.optional(),
    refused: z.array(op).readonly().optional(),
  });
  return { derivation: DerivationShape, rule: RuleShape, profile: ProfileShape };
}

const SHAPES = new WeakMap<Family, ReturnType<typeof shapesOf>>();

/** The same, made once for each family. */
function shapes(family: Family): ReturnType<typeof shapesOf> {
  const known = SHAPES.get(family) ?? shapesOf(family);
  SHAPES.set(family, known);
  return known;
}

const TYPES: Readonly<Record<string, string>> = {
  object: 'an object',
  record: 'an object',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
};

/** The keys that an object may have, where they are known. */
function keysOf(schema: unknown): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  const named = schema instanceof z.ZodRecord ? schema.keyType : undefined;
  return named instanceof z.ZodEnum ? named.options.map(String) : [];
}

/** A key that an object should not have, and the one that is meant. */
function misspelt(key: string, schema: unknown): string {
  const known = keysOf(schema);
  const meant = known.length === 0 ? '' : `; did you mean ${nearest(key, known)}?`;
  return `there is no ${cut(JSON.stringify(key))} here${meant}`;
}

/** What is wrong with a value whose type or value is another one than it should be, or with a key. */
const said: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_type')
    return `expected ${TYPES[issue.expected] ?? issue.expected}, found ${shown(issue.input)}`;
  if (issue.code === 'invalid_value')
    return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}, found ${shown(issue.input)}`;
  if (issue.code === 'invalid_key') return issue.issues[0]?.message;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => misspelt(key, issue.inst)).join(' ');
  return undefined;
};

/** `facts[0].tell`. */
const placed = (path: readonly PropertyKey[]) =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('');

/** Throws a ProposalError on the first thing in which a value has not the shape it should have. */
function expectShape(where: string, shape: z.ZodType, value: unknown): void {
  const result = shape.safeParse(value, { error: said });
  if (result.success) return;
  // What is misspelt is the reason why something else is missing.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const at = placed(issue.path);
  throw new ProposalError(`${where}: ${at === '' ? '' : `${at}: `}${issue.message}`);
}

/** Refuses a derivation that has a key it should not have, or lacks one. */
export function checkDerivation(family: Family, where: string, derivation: unknown): void {
  expectShape(where, shapes(family).derivation, derivation);
}

/** Refuses a rule that lacks something: a proposal may be written without type checks. */
export function checkRule(family: Family, name: string, rule: unknown): void {
  const id = typeof rule === 'object' && rule !== null && 'id' in rule ? rule.id : undefined;
  expectShape(`${name}: rule ${shown(id)}`, shapes(family).rule, rule);
}

/** Refuses a property that lacks something. */
export function checkProperty(name: string, property: unknown): void {
  const { id, kind, source, why } = property as { id?: unknown; kind?: unknown; source?: unknown; why?: unknown };
  const where = `${name}: property ${shown(id)}`;
  if (typeof kind !== 'string' || !Object.hasOwn(PROPERTIES, kind))
    throw new ProposalError(`${where}: expected a kind (${Object.keys(PROPERTIES).join(', ')}), found ${shown(kind)}`);
  expectShape(where, PROPERTIES[kind as Property['kind']], property);
  if (source === undefined && why === undefined)
    throw new ProposalError(
      `${where}: expected a source (where it was promised) or a why (for what reason a user would expect it)`,
    );
}

const rest = z.unknown().optional();
/** A semantics as far as it can be told without its family. */
const OF_ANY_FAMILY = keys({
  name: text,
  title: text,
  family: anObject,
  uapi: rest,
  keeping: rest,
  tables: rest,
  properties: rest,
  model: rest,
  base: rest,
  dropped: rest,
  refused: rest,
});

/** Refuses what a file exports as a semantics and is none, or is only a part of one. */
export function checkProfile(profile: unknown): void {
  expectShape('the semantics', OF_ANY_FAMILY, profile);
  const { family } = profile as { readonly family: Family };
  expectShape('the semantics', shapes(family).profile, profile);
}
