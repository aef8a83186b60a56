import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, plural } from '../../cli/text/output.ts';

test('numbers are written as Node writes those of English', () => {
  const number = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -10_000, max: 10_000 }), fc.bigInt(), fc.double());
  fc.assert(
    fc.property(number, (value) => {
      expect(count(value)).toBe((Object.is(value, -0) ? 0 : value).toLocaleString('en-US'));
    }),
  );
});

test('thousands are set apart', () => {
  expect([999, 1000, -1234567, 12345678901234567890n, 1234.5].map(count)).toEqual([
    '999',
    '1,000',
    '-1,234,567',
    '12,345,678,901,234,567,890',
    '1,234.5',
  ]);
  expect([plural(1, 'trace'), plural(2000, 'trace')]).toEqual(['1 trace', '2,000 traces']);
});
