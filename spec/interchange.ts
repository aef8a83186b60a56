import { z } from 'zod';
import { once } from './once.ts';
import type { Labelling, State } from './semantics.ts';

/** Objects that one another may stand for: what the schema of a state marks their names with, and what there is of them. */
export type Interchangeable = Readonly<Record<string, readonly string[]>>;

/** A schema of names: where two objects of a kind exchange their names everywhere, a state is the same state. */
export function nameIn(kind: string): z.ZodString {
  return z.string().meta({ interchangeable: kind });
}

/** The ways to call the objects of a scope otherwise. */
interface Namings {
  /** The kinds whose objects may stand for one another. */
  readonly kinds: ReadonlySet<string>;
  /** Whether texts are kept: not where there are very many ways. */
  readonly keep: boolean;
}

/** One of them. */
interface Naming {
  readonly of: Namings;
  readonly number: number;
  /** How objects are called, by the names that they have. */
  readonly names: ReadonlyMap<string, string>;
}

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

/** The text of a value, with other names; `undefined` where there is no value. */
type Writer = (value: unknown, naming: Naming) => string | undefined;

const plainly: Writer = (value) => JSON.stringify(value);

/** What is not looked into might hold a name, and states would be taken for the same that are not. */
const refuse =
  (schema: z.ZodType): Writer =>
  () => {
    throw new TypeError(`the schema of a state has a ${schema.type}, in which no names can be found`);
  };

/** The fields of an object, each with its name. */
function fieldsOf(schema: z.ZodObject): readonly Writer[] {
  return Object.entries(schema.shape).map(([field, each]): Writer => {
    const [name, write] = [JSON.stringify(field), writerOf(each as z.ZodType)];
    return (value, naming) => {
      const text = write((value as Record<string, unknown>)[field], naming);
      return text === undefined ? undefined : `${name}:${text}`;
    };
  });
}

function ofObject(schema: z.ZodObject): Writer {
  const fields = fieldsOf(schema);
  return (value, naming) => {
    const told: string[] = [];
    for (const write of fields) {
      const text = write(value, naming);
      if (text !== undefined) told.push(text);
    }
    return `{${told.join(',')}}`;
  };
}

/**
 * Writes an object once for each way to call what is in it: a change makes a few objects of a state anew, the others are the very same,
 * and so are their texts.
 */
function written(write: Writer): Writer {
  const textsIn = once((_scope: Namings) => once((_value: object): string[] => []));
  return (value, naming) => {
    const { of, number } = naming;
    if (!of.keep) return write(value, naming);
    const texts = textsIn(of)(value as object);
    texts[number] ??= write(value, naming)!;
    return texts[number];
  };
}

/** Records are put in the order of their keys. */
function ofRecord(schema: z.ZodRecord): Writer {
  const [key, own] = [writerOf(schema.keyType as z.ZodType), writerOf(schema.valueType as z.ZodType)];
  return (value, naming) => {
    const told: string[] = [];
    for (const name of Object.keys(value as object)) {
      const text = own((value as Record<string, unknown>)[name], naming);
      if (text !== undefined) told.push(`${key(name, naming)}:${text}`);
    }
    return `{${told.sort().join(',')}}`;
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
function ofUnion(schema: z.ZodUnion): Writer {
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : undefined;
  const options = (schema.options as readonly z.ZodType[]).map((option) => ({
    isLiteral: option instanceof z.ZodLiteral,
    takes: taking(option, discriminator),
    write: writerOf(option),
  }));
  const literals = options.filter(({ isLiteral }) => isLiteral);
  const others = options.filter(({ isLiteral }) => !isLiteral);
  return (value, naming) => {
    if (literals.some(({ takes }) => takes(value))) return plainly(value, naming);
    const own = others.length === 1 ? others[0]! : others.find(({ takes }) => takes(value))!;
    return own.write(value, naming);
  };
}

const KNOWN = new WeakMap<z.ZodType, Writer>();

/** How a value is written with other names for those that its schema marks. A schema is looked into once, also where it is part of itself. */
function writerOf(schema: z.ZodType): Writer {
  const known = KNOWN.get(schema);
  if (known !== undefined) return known;
  KNOWN.set(schema, (value, naming) => KNOWN.get(schema)!(value, naming));
  const made = madeFor(schema);
  KNOWN.set(schema, made);
  return made;
}

function madeFor(schema: z.ZodType): Writer {
  const kind = kindOf(schema);
  if (kind !== undefined)
    return (value, { of, names }) =>
      JSON.stringify((of.kinds.has(kind) ? names.get(value as string) : undefined) ?? value);
  if (schema instanceof z.ZodObject) return written(ofObject(schema));
  if (schema instanceof z.ZodArray) {
    const each = writerOf(schema.element as z.ZodType);
    return (value, naming) => `[${(value as unknown[]).map((one) => each(one, naming)).join(',')}]`;
  }
  if (schema instanceof z.ZodRecord) return written(ofRecord(schema));
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper)) {
    const inner = writerOf((schema as z.ZodOptional<z.ZodType>).unwrap());
    return (value, naming) => (value === undefined || value === null ? plainly(value, naming) : inner(value, naming));
  }
  if (schema instanceof z.ZodUnion) return ofUnion(schema);
  return PLAIN.has(schema.type) ? plainly : refuse(schema);
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

/** The texts of an object are kept for no more ways to call what is in it. */
const KEPT = 256;

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
  const of: Namings = { kinds: new Set(Object.keys(objects)), keep: renamings.length <= KEPT };
  const namings = new Map<ReadonlyMap<string, string>, Naming>();
  const namingOf = (names: ReadonlyMap<string, string>): Naming => {
    const naming = namings.get(names) ?? { of, number: namings.size, names };
    namings.set(names, naming);
    return naming;
  };
  const asTheyAre = namingOf(new Map());
  const all = renamings.map(namingOf);
  const swaps = new Map<string, Naming>();
  const swapped = (a: string, b: string): Naming => {
    const pair = `${a} ${b}`;
    const swap = swaps.get(pair) ?? namingOf(new Map([a, b].map((name) => [name, name === a ? b : a] as const)));
    swaps.set(pair, swap);
    return swap;
  };
  // A state as a whole is met once; what it is made of is part of others too.
  const fields = schema instanceof z.ZodObject ? fieldsOf(schema) : [writerOf(schema)];
  const textUnder = (state: State, how: Naming): string => fields.map((write) => write(state, how) ?? '').join();
  /** The state that was asked for last: its names are asked for first, and its key next. */
  let last: { readonly state: State; readonly how: Naming; readonly text: string } | undefined;
  /** The names that make the least text, with that text. */
  const leastOf = (state: State) => {
    if (last?.state === state) return last;
    let best: readonly Naming[] = all;
    const told: string[] = [];
    // Field by field: what is the least text up to there decides, and few ways have that.
    for (const write of fields) {
      const texts = best.map((how) => write(state, how) ?? '');
      const least = texts.reduce((one, other) => (other < one ? other : one));
      best = best.filter((_, index) => texts[index] === least);
      told.push(least);
    }
    last = { state, how: best[0]!, text: told.join() };
    return last;
  };
  const classesIn = (state: State): ReadonlyMap<string, string> => {
    const isSame = (how: Naming) => fields.every((write) => write(state, how) === write(state, asTheyAre));
    const found = new Map<string, string>();
    for (const names of Object.values(objects))
      for (const [index, name] of names.entries()) {
        const twin = names.slice(0, index).find((other) => isSame(swapped(name, other)));
        const of = twin === undefined ? name : found.get(twin)!;
        found.set(name, of);
      }
    return found;
  };
  return {
    identity: { canonical: new Map(), classes: new Map() },
    labels: (state) => {
      const { how } = leastOf(state);
      let classes: ReadonlyMap<string, string> | undefined;
      return {
        canonical: how.names,
        get classes() {
          classes ??= classesIn(state);
          return classes;
        },
      };
    },
    key: (state, { canonical }) => {
      const isKnown = last?.state === state && last.how.names === canonical;
      return isKnown ? last!.text : textUnder(state, namingOf(canonical));
    },
  };
}
