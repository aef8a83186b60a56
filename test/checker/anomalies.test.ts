import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { knownAnomalies, knownOf } from '../../cli/anomalies.ts';
import { checkProperties, type PropertyOptions, propertySearch } from '../../cli/commands/check-properties.ts';
import { semanticsArgument } from '../../cli/semantics.ts';
import { modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed, tcx } from '../../spec/families/profiles.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { type Profile, withOutcome } from '../../spec/profile.ts';
import { replayTrace } from '../../traces/replay.ts';

const anomalies = PROFILES.flatMap(({ name }) => knownAnomalies({ name }));

/** What is on record: how many properties each profile has, and how many hold. */
const ON_RECORD = {
  tcx: { properties: 56, held: 44 },
  'tcx-6.17': { properties: 56, held: 43 },
  netkit: { properties: 55, held: 44 },
  'mprog-first-merge': { properties: 55, held: 37 },
  'rfc-v2': { properties: 38, held: 33 },
  cgroup: { properties: 70, held: 51 },
  'cgroup-6.17': { properties: 70, held: 42 },
  'cgroup-v3-posted': { properties: 70, held: 50 },
  'cgroup-5.6': { properties: 30, held: 25 },
  'cgroup-6.1': { properties: 40, held: 34 },
  'cgroup-preorder-only': { properties: 41, held: 26 },
  xdp: { properties: 22, held: 12 },
  freplace: { properties: 14, held: 7 },
  'freplace-2020-posted': { properties: 14, held: 7 },
  'freplace-2020-list': { properties: 14, held: 6 },
  'freplace-2020-id': { properties: 14, held: 7 },
} as const;

/** Searches one semantics here, by this thread alone. */
const checked = async (semantics: Profile, options: PropertyOptions) =>
  checkProperties(propertySearch({ name: semantics.name, semantics }, options.properties, undefined), options);

describe('the register of known anomalies', () => {
  test.each(anomalies)('explains $profile: $property, with a trace that its model takes', (anomaly) => {
    const { profile, trace, beside } = anomaly;
    expect(trace.origin?.kind).toBe('anomaly');
    expect(trace.origin?.note?.length).toBeGreaterThan(80);
    for (const each of [trace, ...(beside === undefined ? [] : [beside])])
      expect(replayTrace(each, modelNamed(profile).create()).ok).toBe(true);
  });
  test.each(PROFILES)(
    'has every violation of $name, and none that is gone',
    { timeout: 240_000 },
    async (semantics) => {
      const report = await checked(semantics, { properties: 'all' });
      const of = (wanted: string) => report.properties.filter(({ result }) => result === wanted);
      expect(report.properties.filter(({ expected, tested }) => !expected || tested === 0)).toEqual([]);
      expect(report.result).toBe('held');
      const { properties, held } = ON_RECORD[semantics.name as keyof typeof ON_RECORD];
      expect([report.properties.length, of('held').length]).toEqual([properties, held]);
      for (const { id, finding } of of('violated')) {
        const record = knownAnomalies(semantics).find(({ property }) => property === id)!;
        // A trace on record may be there for what it shows; none is shorter than what a search finds.
        if (record.profile === semantics.name)
          expect(finding!.steps.length).toBeLessThanOrEqual(record.trace.steps.length);
      }
    },
  );
});

describe('a search', () => {
  test('reports a violation that is not on record', async () => {
    const changed = withOutcome(tcx, 'attach/replace', 'EBUSY');
    const report = await checked(changed, { properties: 'true-neighbour-accepted' });
    expect(report.result).toBe('violated');
    expect(report.properties[0]).toMatchObject({
      result: 'violated',
      expected: false,
      finding: { rule: 'attach/replace' },
    });
  });
  test('reports an anomaly on record that is gone', async () => {
    const mended = { ...withOutcome(tcx, 'detach/before', 'ENOENT'), name: 'tcx' };
    const report = await checked(withOutcomeOf(mended), { properties: 'relative-untouched' });
    expect([report.result, report.properties[0]]).toMatchObject(['violated', { result: 'held', expected: false }]);
  });
  test('says nothing against a proposal that mends an anomaly of its base', async () => {
    const proposal = await semanticsArgument('examples/keep-the-relative.ts');
    const report = await checked(proposal, { properties: 'relative-untouched' });
    expect([report.result, report.properties[0]]).toMatchObject(['held', { result: 'held', expected: true }]);
  });
  test('does not know a property that there is none of', async () => {
    await expect(checked(tcx, { properties: 'relative-touched' })).rejects.toThrow(
      'tcx has no property "relative-touched"; did you mean "relative-untouched"',
    );
  });
  test('puts nothing on record where there is nothing new', async () => {
    await expect(checked(tcx, { properties: 'fd-or-id', accept: 'because' })).rejects.toThrow(
      'expected one violation that is not on record yet, found 0',
    );
  });
});

/** The same with AFTER and without a directive: all that removes a relative is refused. */
function withOutcomeOf(semantics: typeof tcx): typeof tcx {
  return { ...withOutcome(semantics, 'detach/after', 'ENOENT'), name: semantics.name };
}

test('an ordinary check reports an anomaly as known, never as held without a word', { timeout: 120_000 }, () => {
  const semantics = profileNamed('mprog-first-merge');
  const known = knownOf(semantics);
  const scope = { ...scopesOf(semantics).boundary!, foreign: 0, links: 0 };
  const { verdict } = checkAll(semantics, undefined, scope, { known });
  expect(verdict.result).toBe('held');
  expect(verdict.anomalies).toContainEqual(expect.objectContaining({ property: 'within-capacity' }));
  expect(verdict.anomalies.map(({ steps }) => steps.length)).toContain(2);
});
