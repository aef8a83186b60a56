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

/** A value with every name that its schema marks called something else. Records are put in the order of their keys. */
function renamed(schema: z.ZodType, value: unknown, renames: Renames): unknown {
  const kind = kindOf(schema);
  if (kind !== undefined) return renames[kind]?.(value as string) ?? value;
  if (schema instanceof z.ZodObject)
    return Object.fromEntries(
      Object.entries(schema.shape).map(([field, each]) => [
        field,
        renamed(each as z.ZodType, (value as Record<string, unknown>)[field], renames),
      ]),
    );
  if (schema instanceof z.ZodArray)
    return (value as unknown[]).map((each) => renamed(schema.element as z.ZodType, each, renames));
  if (schema instanceof z.ZodRecord) {
    const entries = Object.entries(value as Record<string, unknown>).map(([key, each]) => [
      renamed(schema.keyType as z.ZodType, key, renames) as string,
      renamed(schema.valueType as z.ZodType, each, renames),
    ]);
    return Object.fromEntries(entries.toSorted(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)));
  }
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper))
    return value === undefined || value === null
      ? value
      : renamed((schema as z.ZodOptional<z.ZodType>).unwrap(), value, renames);
  if (schema instanceof z.ZodUnion) {
    const option = (schema.options as readonly z.ZodType[]).find((each) => each.safeParse(value).success);
    return renamed(option!, value, renames);
  }
  // What is not looked into might hold a name, and states would be taken for the same that are not.
  if ((typeof value === 'object' && value !== null) || !PLAIN.has(schema.type))
    throw new TypeError(`the schema of a state has a ${schema.type}, in which no names can be found`);
  return value;
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
  const textUnder = (state: State, names: ReadonlyMap<string, string>): string => {
    const rename: Rename = (name) => names.get(name) ?? name;
    return JSON.stringify(renamed(schema, state, Object.fromEntries(kinds.map((kind) => [kind, rename]))));
  };
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
      const texts = renamings.map((names) => ({ names, text: textUnder(state, names) }));
      const least = texts.reduce((best, each) => (each.text < best.text ? each : best));
      return { canonical: least.names, classes: classesIn(state) };
    },
    key: (state, { canonical }) => textUnder(state, canonical),
  };
}
