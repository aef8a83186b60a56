import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { MODELS, modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import { rulesOf } from '../../spec/profile.ts';

const known = (name: string) => knownOf(profileNamed(name));

const check = (name: string, scope: Scope) =>
  checkAll(profileNamed(name), modelNamed(name).create(), scope, { known: known(name) });

describe('every profile', () => {
  test.each([
    ['tcx', 'default', 104, 194_026],
    ['tcx', 'clsact', 35, 37_240],
    ['mprog-first-merge', 'default', 104, 194_014],
    ['rfc-v2', 'wrap', 23, 163_774],
    ['cgroup-5.6', 'default', 428, 93_076],
    ['cgroup-5.6', 'deep', 365, 37_835],
    ['cgroup-6.1', 'default', 239, 25_702],
    ['cgroup-preorder-only', 'single', 268, 55_371],
    ['cgroup', 'boundary', 19, 21_949],
    ['cgroup-6.17', 'boundary', 27, 30_165],
  ] as const)('%s holds in scope %s, with %i states and %i transitions', (name, scope, states, transitions) => {
    const { verdict } = check(name, scopesOf(profileNamed(name))[scope]!);
    expect([verdict.result, verdict.states, verdict.transitions]).toEqual(['held', states, transitions]);
  });

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
});
