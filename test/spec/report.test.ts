import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESULTS, type Result, reportSchema, worstOf } from '../../spec/vocabulary/report.ts';

const results = fc.array(fc.constantFrom(...RESULTS));

describe('several results come to', () => {
  test.each<readonly [readonly Result[], Result]>([
    [[], 'held'],
    [['held', 'held'], 'held'],
    [['held', 'skipped'], 'held'],
    [['skipped', 'skipped'], 'skipped'],
    [['held', 'inconclusive', 'skipped'], 'inconclusive'],
    [['inconclusive', 'violated', 'held'], 'violated'],
  ])('%j: %s', (all, worst) => {
    expect(worstOf(all)).toBe(worst);
  });
  test('the same in any order, and in any portions that are not empty', () => {
    fc.assert(
      fc.property(results, fc.nat(), (all, at) => {
        expect(worstOf(all.toReversed())).toBe(worstOf(all));
        const portions = [all.slice(0, at % (all.length + 1)), all.slice(at % (all.length + 1))];
        const some = portions.filter((portion) => portion.length > 0);
        expect(worstOf(some.map(worstOf))).toBe(worstOf(all));
      }),
    );
  });
  test('never held where one of them is a violation or inconclusive', () => {
    fc.assert(
      fc.property(results, (all) => {
        if (all.includes('violated') || all.includes('inconclusive')) expect(worstOf(all)).not.toBe('held');
      }),
    );
  });
});

test('a report has the fields of the head and of its body, and no others', () => {
  const schema = reportSchema('mprog-x', 7, {}, {});
  const report = { format: 'mprog-x', version: 7, tool: '1.2.3', result: 'held', seconds: 0 };
  expect(schema.safeParse(report).success).toBe(true);
  for (const change of [{ version: 6 }, { result: 'broken' }, { seconds: -1 }, { interrupted: false }, { more: 1 }])
    expect(schema.safeParse({ ...report, ...change }).success).toBe(false);
  for (const field of Object.keys(report))
    expect(schema.safeParse({ ...report, [field]: undefined }).success).toBe(false);
});
