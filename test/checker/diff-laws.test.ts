import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff } from '../../checker/diff/diff.ts';
import { derive } from '../../spec/derive.ts';
import { cgroup, cgroup617, cgroupV3, mprogFirstMerge, rfcV2, tcx, xdp } from '../../spec/families/profiles.ts';
import { type Profile, rulesOf, withOutcome } from '../../spec/profile.ts';
import type { ScopePair } from '../../spec/semantics.ts';
import { finish, scopesNamed } from '../support/diff.ts';

/** Scopes small enough to be gone through many times. */
function small(semantics: Profile): readonly ScopePair[] {
  const change = { programs: 2, links: 1, foreign: 0, hooks: 1, retired: 1 };
  return scopesNamed(semantics, semantics, ['default'], { ...change, badInput: ['unknown-id', 'stale-revision'] });
}

describe.each([tcx, mprogFirstMerge, rfcV2, cgroup, cgroup617, cgroupV3])('$name', (semantics) => {
  const itself = finish(diff(semantics, semantics, small(semantics)));
  const reached = rulesOf(semantics).filter(({ id }) => !itself.neverFired.a.includes(id));

  test('has no difference from itself', () => {
    expect(itself.groups).toEqual([]);
    expect(itself.vocabulary).toEqual([]);
    expect(itself.compared).toBeGreaterThan(1000);
    expect(reached.length).toBeGreaterThan(20);
  });

  test('differs from a copy in which one reached rule has another outcome, by that rule', () => {
    fc.assert(
      fc.property(fc.constantFrom(...reached), ({ id, then }) => {
        const changed = withOutcome(semantics, id, then.outcome === 'EPERM' ? 'ENOENT' : 'EPERM');
        const { groups } = finish(diff(semantics, changed, small(semantics)));
        expect(groups.some(({ a, b }) => a.rule === id && b.rule === id && a.outcome !== b.outcome)).toBe(true);
        for (const { a, b } of groups) expect([a.rule, b.rule]).toEqual([id, id]);
      }),
      { numRuns: 6 },
    );
  });
});

test('a request that fails with an effect is no reason to tell others apart that lead to the same state', () => {
  const other = structuredClone(rulesOf(xdp).find(({ id }) => id === 'upper-add/no-bridge')!);
  Object.assign(other.then, { outcome: 'EPERM' });
  const replace = { [other.id]: other };
  const changed = derive(xdp, { name: 'changed', title: 'a test', replace });
  const { groups } = finish(diff(xdp, changed, scopesNamed(xdp, changed, ['uppers'])));
  expect(groups.map(({ a, b }) => [a.outcome, a.rule, b.outcome, b.rule])).toEqual([
    ['EOPNOTSUPP', 'upper-add/no-bridge', 'EPERM', 'upper-add/no-bridge'],
  ]);
});
