import { expect, test } from 'vitest';
import type { Choices } from '../../checker/requests/choices.ts';
import { Walk } from '../../checker/requests/walk.ts';

const level = (field: string, bit: number, options: number): Choices => ({
  field,
  bit,
  options: Array.from({ length: options }, (_, value) => ({ value, names: undefined })),
  classes: new Array(options).fill(-1),
  ranks: new Array(options).fill(0),
});

/** A visitor that takes so many ms for each request and looks at these fields; it notes what it is shown. */
function visitor(reads: number, ms: number) {
  const chosen: number[] = [];
  const taken: string[] = [];
  return {
    taken,
    choose: (depth: number, option: number) => {
      chosen[depth] = option;
    },
    take: () => {
      for (const started = performance.now(); performance.now() - started < ms; );
      taken.push(chosen.join(' '));
      return reads;
    },
  };
}

test('a walk in parts pauses while the first field has one value alone', () => {
  const slow = visitor(0b111, 0.1);
  const pauses = [...new Walk([level('a', 1, 1), level('b', 2, 40), level('c', 4, 100)], slow).parts()].length;
  expect(slow.taken.length).toBe(4000);
  expect(pauses).toBeGreaterThanOrEqual(4);
});

test.each([0b111, 0b101, 0b011, 0])('a walk in parts makes the same requests in the same order: fields %i', (reads) => {
  const levels = [level('a', 1, 3), level('b', 2, 50), { ...level('c', 4, 40), classes: new Array(40).fill(0) }];
  const ranked = [levels[0]!, { ...levels[1]!, classes: new Array(50).fill(0) }, levels[2]!].map((each) => ({
    ...each,
    ranks: each.options.map((_, index) => index),
  }));
  const [inParts, whole] = [visitor(reads, 0), visitor(reads, 0)];
  for (const _ of new Walk(ranked, inParts).parts());
  new Walk(ranked, whole).run();
  expect(inParts.taken).toEqual(whole.taken);
});
