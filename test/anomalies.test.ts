import { describe, expect, test } from 'vitest';
import { checkAll } from '../src/checker/check.ts';
import { scopesOf } from '../src/checker/scopes.ts';
import { knownAnomalies } from '../src/cli/anomalies.ts';
import { modelNamed } from '../src/model/index.ts';
import { PROFILES, profileNamed } from '../src/spec/profiles/index.ts';
import { replayTrace } from '../src/traces/replay.ts';

const anomalies = PROFILES.flatMap((semantics) => knownAnomalies({ ...semantics, base: undefined as never }));

describe('the register of known anomalies', () => {
  test('is what it is', () => {
    expect(anomalies.map(({ profile, property }) => `${profile}: ${property}`)).toEqual([
      'mprog-first-merge: within-capacity',
      'cgroup: after-is-behind',
      'cgroup: before-is-in-front',
      'cgroup-6.17: own-programs-run-in-order',
      'cgroup-6.17: running-is-alive',
      'cgroup-6.17: running-is-attached',
      'cgroup-6.17: unrelated-cgroups-run-the-same',
      'cgroup-v3-posted: after-is-behind',
      'cgroup-v3-posted: before-is-in-front',
    ]);
  });
  test.each(anomalies)('explains $profile: $property, with a trace that its model takes', ({ profile, trace }) => {
    expect(trace.origin?.kind).toBe('anomaly');
    expect(trace.origin?.note?.length).toBeGreaterThan(80);
    expect(replayTrace(trace, modelNamed(profile).create()).ok).toBe(true);
  });
  test.each(anomalies)(
    'has one that still occurs: $profile: $property',
    { timeout: 60_000 },
    ({ profile, property }) => {
      const semantics = profileNamed(profile);
      const others = knownAnomalies(semantics)
        .map((each) => each.property)
        .filter((each) => each !== property);
      const found = ['default', 'pair', 'boundary'].some((name) => {
        if (scopesOf(semantics)[name] === undefined) return false;
        const { verdict } = checkAll(semantics, undefined, scopesOf(semantics)[name]!, { known: others });
        return verdict.counterexample?.failure.property === property;
      });
      expect(found).toBe(true);
    },
  );
  test('is reported as known, never as held without a word', () => {
    const semantics = profileNamed('mprog-first-merge');
    const known = knownAnomalies(semantics).map(({ property }) => property);
    const { verdict } = checkAll(semantics, undefined, scopesOf(semantics).boundary!, { known });
    expect(verdict.result).toBe('held');
    expect(verdict.anomalies).toMatchObject([{ property: 'within-capacity', rule: 'attach/insert-before', steps: 2 }]);
  });
});
