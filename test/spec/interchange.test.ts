import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { nameIn, symmetryOf } from '../../spec/interchange.ts';

const Name = nameIn('client');
const keyOf = (schema: z.ZodType, state: object) => {
  const { labels, key } = symmetryOf(schema, { client: ['a', 'b'] });
  return key(state as never, labels(state as never));
};

test.each([
  ['a field', z.object({ of: Name }), { of: 'a' }, { of: 'b' }],
  ['a field that may be null', z.object({ of: Name.nullable() }), { of: 'a' }, { of: 'b' }],
  ['a field with a default', z.object({ of: Name.default('a') }), { of: 'a' }, { of: 'b' }],
  ['the keys of a record', z.object({ of: z.record(Name, z.int()) }), { of: { a: 1, b: 2 } }, { of: { b: 1, a: 2 } }],
  ['an option', z.object({ of: z.array(Name.or(z.literal('none'))) }), { of: ['a', 'none'] }, { of: ['b', 'none'] }],
])('names are found in %s', (_, schema, one, other) => {
  expect(keyOf(schema, one)).toBe(keyOf(schema, other));
});

test('a schema in which no names can be found is refused', () => {
  expect(() => keyOf(z.object({ of: z.tuple([Name]) }), { of: ['a'] })).toThrow('has a tuple');
  expect(() => keyOf(z.object({ of: z.lazy(() => Name) }), { of: 'a' })).toThrow('has a lazy');
});

test('more than five objects of a kind are refused', () => {
  expect(() => symmetryOf(z.object({}), { client: ['a', 'b', 'c', 'd', 'e', 'f'] })).toThrow(
    'expected at most 5 of client, found 6',
  );
});

const Client = nameIn('client');
const Lock = nameIn('lock');
const Two = z.object({
  held: z.record(Lock, z.strictObject({ by: Client.or(z.literal('none')), waiting: z.array(Client) })),
  last: Client.optional(),
  round: z.int(),
});
type Two = z.infer<typeof Two>;
const CLIENTS = ['a', 'b', 'c'];
const LOCKS = ['x', 'y'];

/** The same state with other names, each object made anew. */
function renamed({ held, last, round }: Two, names: Readonly<Record<string, string>>): Two {
  const other = (name: string) => names[name] ?? name;
  const entries = Object.entries(held).map(
    ([lock, { by, waiting }]) => [other(lock), { by: other(by), waiting: waiting.map(other) }] as const,
  );
  return { held: Object.fromEntries(entries), round, ...(last === undefined ? {} : { last: other(last) }) };
}

const client = fc.constantFrom(...CLIENTS);
const plain = { noNullPrototype: true };
const lock = fc.record({ by: fc.constantFrom('none', ...CLIENTS), waiting: fc.array(client, { maxLength: 3 }) }, plain);
const states: fc.Arbitrary<Two> = fc
  .record({
    held: fc.record({ x: lock, y: lock }, plain),
    last: fc.option(client, { nil: undefined }),
    round: fc.nat(1),
  })
  .map(({ last, ...state }) => ({ ...state, ...(last === undefined ? {} : { last }) }));
const orders = fc
  .tuple(
    fc.shuffledSubarray(CLIENTS, { minLength: CLIENTS.length }),
    fc.shuffledSubarray(LOCKS, { minLength: LOCKS.length }),
  )
  .map(([clients, locks]) =>
    Object.fromEntries(
      [...CLIENTS.entries()]
        .map(([index, name]) => [name, clients[index]!])
        .concat([...LOCKS.entries()].map(([index, name]) => [name, locks[index]!])),
    ),
  );

test('states have one key exactly where one becomes the other by other names', () => {
  const { labels, key } = symmetryOf(Two, { client: CLIENTS, lock: LOCKS });
  const keyed = (state: Two) => key(state as never, labels(state as never));
  const everyOrder = fc.sample(orders, 400);
  fc.assert(
    fc.property(states, orders, states, (state, names, other) => {
      expect(keyed(renamed(state, names))).toBe(keyed(state));
      const isRenamed = everyOrder.some((each) => isDeepStrictEqual(renamed(state, each), other));
      expect(keyed(other) === keyed(state)).toBe(isRenamed);
    }),
  );
});

test('objects are of one class where nothing changes when they exchange their names', () => {
  const { labels } = symmetryOf(Two, { client: CLIENTS, lock: LOCKS });
  fc.assert(
    fc.property(states, (state) => {
      const { classes } = labels(state as never);
      const isTwin = (a: string, b: string) => isDeepStrictEqual(renamed(state, { [a]: b, [b]: a }), state);
      for (const names of [CLIENTS, LOCKS])
        for (const [index, name] of names.entries())
          expect(classes.get(name)).toBe(names.slice(0, index).find((other) => isTwin(name, other)) ?? name);
    }),
  );
});

test('a state that shares objects with another has a key of its own', () => {
  const { labels, key } = symmetryOf(Two, { client: CLIENTS, lock: LOCKS });
  const keyed = (state: Two) => key(state as never, labels(state as never));
  const x = { by: 'a', waiting: ['b'] };
  const one: Two = { held: { x, y: { by: 'none', waiting: [] } }, round: 0 };
  const two: Two = { held: { x, y: { by: 'a', waiting: [] } }, round: 0 };
  expect([keyed(one) === keyed(two), keyed(one) === keyed(structuredClone(one))]).toEqual([false, true]);
});

test('an object that is in two places of a state is written as the schema of each place says', () => {
  const said = { by: 'a' };
  const schema = z.object({ one: z.strictObject({ by: Client }), two: z.strictObject({ by: z.string() }) });
  expect(keyOf(schema, { one: said, two: said })).not.toBe(keyOf(schema, { one: { by: 'b' }, two: { by: 'b' } }));
  expect(keyOf(schema, { one: said, two: said })).toBe(keyOf(schema, { one: { by: 'b' }, two: said }));
});

test('states have one key up to names where there are thousands of ways to exchange them', () => {
  const locks = ['v', 'w', 'x', 'y', 'z'];
  const { labels, key } = symmetryOf(Two, { client: ['a', 'b', 'c', 'd'], lock: locks });
  const keyed = (holders: readonly string[]) => {
    const held = Object.fromEntries(locks.map((lock, index) => [lock, { by: holders[index]!, waiting: ['c'] }]));
    const state = { held, round: 0 };
    return key(state as never, labels(state as never));
  };
  expect(keyed(['a', 'a', 'b', 'none', 'none'])).toBe(keyed(['none', 'd', 'a', 'a', 'none']));
  expect(keyed(['a', 'a', 'b', 'none', 'none'])).not.toBe(keyed(['a', 'a', 'c', 'none', 'none']));
});
