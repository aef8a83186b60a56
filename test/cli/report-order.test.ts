import { expect, test } from 'vitest';
import type { Verdict, Verdicts } from '../../checker/check/verdict.ts';
import { toldVerdicts } from '../../cli/report/check.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { mprog } from '../support/command.ts';

const verdictOf = async (...more: readonly string[]): Promise<Verdict> =>
  JSON.parse((await mprog(['check', 'tcx', '--no-write', '--json', '--scope', 'default', ...more])).stdout);

test('the picture of a counterexample comes in front of those of what is known, whatever was checked first', async () => {
  const known = await verdictOf();
  const violated = await verdictOf('--fault', 'attach/before-off-by-one');
  expect([known.anomalies.length, violated.result]).toEqual([1, 'violated']);
  const report = { verdicts: [known, violated], summaries: [], profiles: ['tcx'], result: 'violated' };
  const { drawn } = await toldVerdicts(report as unknown as Verdicts, async (name) => profileNamed(name));
  const alone = await toldVerdicts({ ...report, verdicts: [violated] } as unknown as Verdicts, async (name) =>
    profileNamed(name),
  );
  expect(drawn.length).toBe(2);
  expect(drawn[0]!.title).toEqual(alone.drawn[0]!.title);
});
