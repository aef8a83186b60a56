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
