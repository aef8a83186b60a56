import fc from 'fast-check';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Values that a careless or hostile hand may put anywhere. */
const ODD: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1.5,
  2 ** 53,
  '',
  '3',
  'none',
  'ok',
  'undefined',
  'constructor',
  'toString',
  '__proto__',
  'A',
  'L1',
  'current',
  'cgroup',
  'FIRST',
  'PREORDER',
  'ALLOW_MULTI',
  'ID',
  'x'.repeat(40),
  [],
  {},
  { is: 'none' },
  { is: 'prog', name: 'A' },
  { is: 'link', name: 'L1', by: 'id' },
];

/** Fields that are mostly left out. */
const FIELDS: readonly (readonly [string, Json])[] = [
  ['capacity', 2],
  ['capacity', 63],
  ['revision', 7],
  ['revision', 0xffffffff],
  ['flags', ['MIDDLE']],
  ['flags', ['UNKNOWN']],
  ['clsact', true],
  ['revision', 'stale'],
  ['progAttachFlags', true],
  ['queryFlags', 'EFFECTIVE'],
  ['relative', { is: 'zero', as: 'prog', by: 'id' }],
  ['replace', { is: 'closed-fd' }],
];

/** A change of one place of a document: what is done, and two numbers that choose where and with what. */
export type Mutation = readonly ['add' | 'delete' | 'duplicate' | 'replace' | 'copy' | 'rename', number, number];

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.tuple(
    fc.constantFrom('add', 'add', 'copy', 'copy', 'copy', 'copy', 'delete', 'duplicate', 'replace', 'rename' as const),
    fc.nat({ max: 10_000 }),
    fc.nat({ max: 10_000 }),
  ),
  { minLength: 1, maxLength: 3, size: 'small' },
);

/** Every place of a document but its root. */
function placesIn(value: Json, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const keys: readonly (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => {
    const place = [...path, key];
    return [place, ...placesIn((value as Record<string | number, Json>)[key]!, place)];
  });
}

function at(document: Json, path: readonly (string | number)[]): Json {
  return path.reduce<Json>((value, key) => (value as Record<string | number, Json>)[key]!, document);
}

/** The fields of an object as pairs: unlike an object, they can hold `__proto__`. */
type Pairs = [string, Json][];

function changeObject(object: Json, key: string, [what, , seed]: Mutation, other: Json): Json {
  const pairs: Pairs = Object.entries(object as object).flatMap(([name, value]): Pairs => {
    if (name !== key) return [[name, value]];
    if (what === 'delete') return [];
    if (what === 'duplicate')
      return [
        [name, value],
        [`${name}2`, value],
      ];
    if (what === 'rename') return [[String(ODD.filter((each) => typeof each === 'string')[seed % 15]), value]];
    return [[name, other]];
  });
  return JSON.parse(`{${pairs.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`);
}

function changeList(list: readonly Json[], index: number, [what]: Mutation, other: Json): Json {
  if (what === 'delete') return list.toSpliced(index, 1);
  if (what === 'duplicate') return list.toSpliced(index, 0, list[index]!);
  return list.with(index, other);
}

/** A document with one more field in the object at a place, or in the one around it. */
function added(document: Json, path: readonly (string | number)[], [field, value]: readonly [string, Json]): Json {
  const copy = structuredClone(document);
  const there = at(copy, path);
  const object = typeof there === 'object' && there !== null ? there : at(copy, path.slice(0, -1));
  if (!Array.isArray(object)) (object as Record<string, Json>)[field] = value;
  return copy;
}

/** A document with one place changed. */
export function mutated(document: Json, mutation: Mutation): Json {
  const [what, where, seed] = mutation;
  const places = placesIn(document);
  if (places.length === 0) return document;
  const path = places[where % places.length]!;
  const key = path.at(-1)!;
  if (what === 'add') return added(document, path, FIELDS[seed % FIELDS.length]!);
  // Mostly a value that fits: of a field of the same name, or of another list.
  const alike = places.filter((place) =>
    typeof key === 'number' ? typeof place.at(-1) === 'number' : place.at(-1) === key,
  );
  const other = what === 'copy' ? at(document, alike[seed % alike.length]!) : ODD[seed % ODD.length]!;
  const rebuilt = (value: Json, [first, ...rest]: readonly (string | number)[]): Json => {
    if (rest.length === 0)
      return Array.isArray(value)
        ? changeList(value, key as number, mutation, other)
        : changeObject(value, key as string, mutation, other);
    const inner = rebuilt((value as Record<string | number, Json>)[first!]!, rest);
    if (Array.isArray(value)) return value.with(first as number, inner);
    return { ...(value as object), [first!]: inner };
  };
  return rebuilt(document, path);
}
