import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const pieces = [...read('docs/families.md').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text!);

test('docs/families.md has several pieces of the toy', () => expect(pieces.length).toBeGreaterThan(5));

test.each(pieces)('the toy that is tested has the piece %#', (piece) => {
  expect(read('test/support/toy.ts')).toContain(piece);
});
