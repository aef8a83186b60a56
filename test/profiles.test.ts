import { describe, expect, test } from 'vitest';
import { checkAll } from '../src/checker/check.ts';
import type { Scope } from '../src/checker/scope.ts';
import { scopesOf } from '../src/checker/scopes.ts';
import { knownAnomalies } from '../src/cli/anomalies.ts';
import { MODELS, modelNamed } from '../src/model/index.ts';
import { rulesOf, withoutRule } from '../src/spec/profile.ts';
import { PROFILES, profileNamed } from '../src/spec/profiles/index.ts';
import { bare } from './support/known.ts';

const known = (name: string) => knownAnomalies(profileNamed(name)).map(({ property }) => property);

const check = (name: string, scope: Scope) =>
  checkAll(profileNamed(name), modelNamed(name).create(), scope, { known: known(name) });

/** A small scope of each profile, with its states; small enough to be gone through again and again. */
function small(name: string): readonly Scope[] {
  const scopes = scopesOf(profileNamed(name));
  if (name.startsWith('cgroup') && name !== 'cgroup-5.6') {
    const one: Scope = { ...scopes.single!, programs: 2, links: 1, retired: 1 };
    return [
      one,
      { ...one, foreign: 0, links: 2, retired: 0, badInput: ['unknown-id'] },
      {
        ...one,
        programs: 1,
        foreign: 0,
        hooks: 2,
        retired: 0,
        badInput: ['closed-fd', 'unknown-id', 'stale-revision'],
      },
      scopes.boundary!,
    ];
  }
  return Object.values(scopes).filter((scope) => !['lifetimes', 'directions'].includes(scope.name));
}

/** Scopes with many states, for faults that only they show: the search ends at the first state that does. */
function wider(name: string): readonly Scope[] {
  const { pair, default: first, boundary } = scopesOf(profileNamed(name));
  return name.startsWith('cgroup') ? [pair ?? first] : [{ ...boundary!, programs: 2, foreign: 0, badInput: [] }];
}

describe('every profile', () => {
  test.each([
    ['tcx', 'default', 104, 194_026],
    ['tcx', 'clsact', 35, 37_240],
    ['mprog-first-merge', 'default', 104, 194_014],
    ['mprog-first-merge', 'overfull', 1_614, 1_928_220],
    ['rfc-v2', 'default', 368, 4_221_696],
    ['rfc-v2', 'wrap', 23, 163_774],
    ['cgroup-5.6', 'default', 428, 93_076],
    ['cgroup-5.6', 'deep', 365, 37_835],
    ['cgroup', 'boundary', 19, 21_949],
    ['cgroup-6.17', 'boundary', 27, 30_165],
  ] as const)('%s holds in scope %s, with %i states and %i transitions', (name, scope, states, transitions) => {
    const { verdict } = check(name, scopesOf(profileNamed(name))[scope]!);
    expect([verdict.result, verdict.states, verdict.transitions]).toEqual(['held', states, transitions]);
  });

  test.each(['cgroup', 'cgroup-6.17', 'cgroup-v3-posted'])(
    '%s holds in small scopes of one and two cgroups',
    (name) => {
      for (const scope of small(name)) expect(check(name, scope).verdict.result).toBe('held');
    },
  );

  test('has a model, and every model a profile', () => {
    expect(PROFILES.map(({ model }) => model).toSorted()).toEqual(Object.keys(MODELS).toSorted());
  });

  test.each(PROFILES.map(({ name }) => name))(
    '%s has rules that are each one sentence, with an id of its own',
    (name) => {
      const rules = rulesOf(profileNamed(name));
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      for (const { sentence } of rules) expect(sentence).toMatch(/^[A-Z].*\.$/);
    },
  );

  test.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))(
    '%s has rules that would each be missed',
    { timeout: 300_000 },
    (name) => {
      const semantics = profileNamed(name);
      const unnoticed = rulesOf(semantics).filter(({ id }) => {
        const without = withoutRule(semantics, id);
        return !small(name).some((scope) => {
          const { verdict } = checkAll(bare(without), modelNamed(name).create(), scope);
          return verdict.result === 'violated';
        });
      });
      expect(unnoticed.map(({ id }) => id)).toEqual([]);
    },
  );
});

describe.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))('the faults of %s', (name) => {
  const { faults } = modelNamed(name);
  test('are eight at least', () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8);
  });
  test.each(Object.keys(faults))('are found: %s', { timeout: 60_000 }, (fault) => {
    const found = [...small(name), ...wider(name)].some(
      (scope) =>
        checkAll(bare(profileNamed(name)), modelNamed(name).create(fault), scope).verdict.result === 'violated',
    );
    expect(found).toBe(true);
  });
});
