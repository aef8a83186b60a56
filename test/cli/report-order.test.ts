import { expect, test } from 'vitest';
import { verdictsOf } from '../../checker/check/summary.ts';
import type { Verdict } from '../../checker/check/verdict.ts';
import { toldVerdicts } from '../../cli/report/check.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { ranHere as mprog } from '../support/room.ts';

const verdictOf = async (...more: readonly string[]): Promise<Verdict> =>
  JSON.parse((await mprog(['check', 'tcx', '--no-write', '--json', '--scope', 'default', ...more])).stdout);

test('the picture of a counterexample comes in front of those of what is known, whatever was checked first', async () => {
  const known = await verdictOf();
  const violated = await verdictOf('--fault', 'attach/before-off-by-one');
  expect([known.anomalies.length, violated.result]).toEqual([1, 'violated']);
  const semantics = profileNamed('tcx');
  const told = (...verdicts: readonly Verdict[]) =>
    toldVerdicts(verdictsOf([{ semantics, verdicts, planned: verdicts.length }], 0), async () => semantics);
  const { drawn } = await told(known, violated);
  const alone = await told(violated);
  expect(drawn.length).toBe(2);
  expect(drawn[0]!.title).toEqual(alone.drawn[0]!.title);
});
