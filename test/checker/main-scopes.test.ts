import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { summarise } from '../../checker/check/summary.ts';
import type { Verdict } from '../../checker/check/verdict.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { modelNamed } from '../../model/index.ts';
import { cgroup, PROFILES, profileNamed, tcx } from '../../spec/families/profiles.ts';
import { mainScopesOf as slotScopesOf } from '../../spec/families/slots/scopes/main-scopes.ts';
import type { Profile } from '../../spec/profile.ts';
import { SEARCHED } from '../support/searched.ts';

const mainScopesOf = (semantics: Profile) => semantics.family.mainScopes(semantics);

/** What fires in the first states of a scope fires in the scope. */
const ENOUGH = { states: 80 };

function verdicts(semantics: Profile): readonly Verdict[] {
  const known = knownOf(semantics);
  return mainScopesOf(semantics).map(
    (scope) => checkAll(semantics, modelNamed(semantics.model!).create(), scope, { known, limits: ENOUGH }).verdict,
  );
}

describe('the scopes of the main job', () => {
  test.each(SEARCHED.map(({ name }) => name))(
    'of %s fire every rule between them, and exercise every property and everything the profile brought',
    (name) => {
      const all = verdicts(profileNamed(name));
      for (const verdict of all) expect(verdict.result).not.toBe('violated');
      const { neverFired, vacuous, untested, planned } = summarise(all, all.length, false);
      expect({ neverFired, vacuous, untested }).toEqual({ neverFired: [], vacuous: [], untested: [] });
      expect(planned).toBeGreaterThan(1);
    },
  );

  test('begin with the default scope, and each has a name of its own', () => {
    for (const semantics of PROFILES) {
      const scopes = mainScopesOf(semantics);
      expect(scopes[0]).toEqual(semantics.family.scopes(semantics).default);
      expect(new Set(scopes.map(({ name }) => name)).size).toBe(scopes.length);
    }
  });

  test('have programs of another type and two links at a cgroup', () => {
    const scopes = slotScopesOf(cgroup);
    expect(scopes.some(({ foreign, badInput }) => foreign > 0 && badInput.includes('other-type'))).toBe(true);
    expect(scopes.some(({ links }) => links > 1)).toBe(true);
  });

  test('tell of a rule that is out of reach', () => {
    // The second of two rules about the same never fires.
    const [attach, ...others] = tcx.tables;
    const [first, ...rest] = attach!.rules;
    const rules = [first!, { ...first!, id: 'attach/never' }, ...rest];
    const all = verdicts({ ...tcx, tables: [{ ...attach!, rules }, ...others] });
    expect(summarise(all, all.length, false).neverFired).toEqual(['attach/never']);
  });
});

describe('a summary', () => {
  const [first, second] = verdicts(tcx) as [Verdict, Verdict];
  const held = (verdict: Verdict, untested: string[] = []): Verdict => ({ ...verdict, result: 'held', untested });

  test('is inconclusive for a proposal where no scope put a change to the test, and not for a profile of this package', () => {
    const brought = [held(first, ['rule a/b', 'rule a/c']), held(second, ['rule a/c'])];
    expect(summarise(brought, 2, true)).toMatchObject({ result: 'inconclusive', untested: ['rule a/c'] });
    expect(summarise(brought, 2, false)).toMatchObject({ result: 'held', untested: ['rule a/c'] });
    expect(summarise([held(first, ['rule a/b']), held(second)], 2, true).result).toBe('held');
  });
  test('is inconclusive where scopes are missing, and violated where one is', () => {
    expect(summarise([held(first)], 2, false)).toMatchObject({
      result: 'inconclusive',
      scopes: ['default'],
      planned: 2,
    });
    expect(summarise([held(first), { ...second, result: 'violated' }], 3, false).result).toBe('violated');
  });
});
