import { expect, test } from 'vitest';
import { type Result, worstOf } from '../../spec/vocabulary/report.ts';

test.each<[readonly Result[], Result]>([
  [['held', 'violated', 'inconclusive'], 'violated'],
  [['held', 'inconclusive', 'skipped'], 'inconclusive'],
  [['held', 'skipped'], 'held'],
  [['skipped', 'skipped'], 'skipped'],
  [[], 'held'],
])('several results come to the worst of them: %j', (results, worst) => {
  expect(worstOf(results)).toBe(worst);
});
