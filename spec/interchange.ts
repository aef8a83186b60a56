import { z } from 'zod';
import type { Labelling, State } from './semantics.ts';

/** Objects that one another may stand for: what the schema of a state marks their names with, and what there is of them. */
export type Interchangeable = Readonly<Record<string, readonly string[]>>;

/** A schema of names: where two objects of a kind exchange their names everywhere, a state is the same state. */
export function nameIn(kind: string): z.ZodString {
  return z.string().meta({ interchangeable: kind });
}

type Rename = (name: string) => string;
type Renames = Readonly<Record<string, Rename>>;

const kindOf = (schema: z.ZodType) => schema.meta()?.interchangeable as string | undefined;

/** What adds nothing to another schema that a name could be in. */
const WRAPPERS = [z.ZodReadonly, z.ZodOptional, z.ZodNullable, z.ZodDefault] as const;

/** The schemas of values that hold no others. */
const PLAIN: ReadonlySet<string> = new Set([
  'string',
  'number',
  'bigint',
  'boolean',
  'literal',
  'enum',
  'null',
  'undefined',
]);

/** Gives the names in a value other names. */
type Renamer = (value: unknown, renames: Renames) => unknown;

const asItIs: Renamer = (value) => value;

/** What is not looked into might hold a name, and states would be taken for the same that are not. */
const refuse =
  (schema: z.ZodType): Renamer =>
  () => {
    throw new TypeError(`the schema of a state has a ${schema.type}, in which no names can be found`);
  };

function ofObject(schema: z.ZodObject): Renamer {
  const fields = Object.entries(schema.shape).map(([field, each]) => [field, renamerOf(each as z.ZodType)] as const);
  return (value, renames) => {
    const renamed: Record<string, unknown> = {};
    for (const [field, each] of fields) renamed[field] = each((value as Record<string, unknown>)[field], renames);
    return renamed;
  };
}

/** Records are put in the order of their keys. */
function ofRecord(schema: z.ZodRecord): Renamer {
  const [key, own] = [renamerOf(schema.keyType as z.ZodType), renamerOf(schema.valueType as z.ZodType)];
  return (value, renames) => {
    const entries = Object.entries(value as Record<string, unknown>).map(
      ([name, each]) => [key(name, renames) as string, own(each, renames)] as const,
    );
    return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
}

/** Whether a value is of an option of a union; one that is told by a literal is told by it alone. */
function taking(option: z.ZodType, discriminator: string | undefined): (value: unknown) => boolean {
  if (option instanceof z.ZodLiteral) return (value) => option.values.has(value as never);
  const told = discriminator !== undefined && option instanceof z.ZodObject ? option.shape[discriminator] : undefined;
  if (discriminator === undefined || !(told instanceof z.ZodLiteral)) return (value) => option.safeParse(value).success;
  return (value) => told.values.has((value as Record<string, unknown>)[discriminator] as never);
}

/** The option that a value is of: a literal is what is equal to it, and else the first that takes it. */
function ofUnion(schema: z.ZodUnion): Renamer {
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : undefined;
  const options = (schema.options as readonly z.ZodType[]).map((option) => ({
    isLiteral: option instanceof z.ZodLiteral,
    takes: taking(option, discriminator),
    renamer: renamerOf(option),
  }));
  const literals = options.filter(({ isLiteral }) => isLiteral);
  const others = options.filter(({ isLiteral }) => !isLiteral);
  return (value, renames) => {
    if (literals.some(({ takes }) => takes(value))) return value;
    const own = others.length === 1 ? others[0]! : others.find(({ takes }) => takes(value))!;
    return own.renamer(value, renames);
  };
}

const KNOWN = new WeakMap<z.ZodType, Renamer>();

/** How the names that a schema marks are given other names. A schema is looked into once, also where it is part of itself. */
function renamerOf(schema: z.ZodType): Renamer {
  const known = KNOWN.get(schema);
  if (known !== undefined) return known;
  KNOWN.set(schema, (value, renames) => KNOWN.get(schema)!(value, renames));
  const made = madeFor(schema);
  KNOWN.set(schema, made);
  return made;
}

function madeFor(schema: z.ZodType): Renamer {
  const kind = kindOf(schema);
  if (kind !== undefined) return (value, renames) => renames[kind]?.(value as string) ?? value;
  if (schema instanceof z.ZodObject) return ofObject(schema);
  if (schema instanceof z.ZodArray) {
    const each = renamerOf(schema.element as z.ZodType);
    return (value, renames) => (value as unknown[]).map((one) => each(one, renames));
  }
  if (schema instanceof z.ZodRecord) return ofRecord(schema);
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper)) {
    const inner = renamerOf((schema as z.ZodOptional<z.ZodType>).unwrap());
    return (value, renames) => (value === undefined || value === null ? value : inner(value, renames));
  }
  if (schema instanceof z.ZodUnion) return ofUnion(schema);
  return PLAIN.has(schema.type) ? asItIs : refuse(schema);
}

/** Every order of some names. */
function ordersOf(names: readonly string[]): readonly (readonly string[])[] {
  if (names.length <= 1) return [names];
  return names.flatMap((first, index) => ordersOf(names.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

/** Every way to exchange the names of objects that may stand for one another. */
function renamingsOf(objects: Interchangeable): readonly ReadonlyMap<string, string>[] {
  return Object.entries(objects).reduce<readonly ReadonlyMap<string, string>[]>(
    (all, [, names]) =>
      all.flatMap((known) =>
        ordersOf(names).map(
          (order) => new Map([...known, ...names.map((name, index) => [name, order[index]!] as const)]),
        ),
      ),
    [new Map()],
  );
}

const MOST = 5;

/** How the states of a scope look alike. */
export interface Symmetry {
  readonly identity: Labelling;
  labels(state: State): Labelling;
  key(state: State, labels: Labelling): string;
}

/**
 * The symmetry that follows from the schema of a state: of all ways to exchange names the one that makes the least text. Exact, and
 * meant for few objects: throws a RangeError where there are more than five of a kind.
 */
export function symmetryOf(schema: z.ZodType, objects: Interchangeable): Symmetry {
  for (const [kind, names] of Object.entries(objects))
    if (names.length > MOST) throw new RangeError(`expected at most ${MOST} of ${kind}, found ${names.length}`);
  const renamings = renamingsOf(objects);
  const kinds = Object.keys(objects);
  const renamed = renamerOf(schema);
  const textUnder = (state: State, names: ReadonlyMap<string, string>): string => {
    const rename: Rename = (name) => names.get(name) ?? name;
    return JSON.stringify(renamed(state, Object.fromEntries(kinds.map((kind) => [kind, rename]))));
  };
  /** The names that make the least text, with that text: what a state is asked for first, its key is asked for next. */
  const leastOf = (state: State) => {
    const texts = renamings.map((names) => ({ names, text: textUnder(state, names) }));
    return texts.reduce((best, each) => (each.text < best.text ? each : best));
  };
  const known = new WeakMap<State, ReturnType<typeof leastOf>>();
  const swapped = (a: string, b: string) =>
    new Map([
      [a, b],
      [b, a],
    ]);
  const classesIn = (state: State): ReadonlyMap<string, string> => {
    const own = textUnder(state, new Map());
    const found = new Map<string, string>();
    for (const names of Object.values(objects))
      for (const [index, name] of names.entries()) {
        const twin = names.slice(0, index).find((other) => textUnder(state, swapped(name, other)) === own);
        const of = twin === undefined ? name : found.get(twin)!;
        found.set(name, of);
      }
    return found;
  };
  return {
    identity: { canonical: new Map(), classes: new Map() },
    labels: (state) => {
      const least = leastOf(state);
      known.set(state, least);
      let classes: ReadonlyMap<string, string> | undefined;
      return {
        canonical: least.names,
        get classes() {
          classes ??= classesIn(state);
          return classes;
        },
      };
    },
    key: (state, { canonical }) => {
      const least = known.get(state);
      return least?.names === canonical ? least.text : textUnder(state, canonical);
    },
  };
}
