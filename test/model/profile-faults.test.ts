import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { mainScopesOf } from '../../spec/families/slots/scopes/main-scopes.ts';
import { everFurther } from '../support/ever-further.ts';
import { bare } from '../support/known.ts';

/** The scopes of the main job, in the order in which faults are looked for; the default one has the most states. */
function scopesFor(name: string) {
  const semantics = profileNamed(name);
  const { family } = semantics;
  // Those of hooks with slots are written down, since a kernel is held to others.
  return family.hookOf === undefined ? Object.values(family.scopes(semantics)) : mainScopesOf(semantics);
}

describe.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))('the faults of %s', (name) => {
  const { faults } = modelNamed(name);
  test('are eight at least', () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8);
  });
  const find = everFurther(scopesFor(name).toReversed());
  test.each(Object.keys(faults))('are found by the scopes of the main job: %s', { timeout: 60_000 }, (fault) => {
    const found = find((scope, limits) => {
      const model = modelNamed(name).create(fault);
      return checkAll(bare(profileNamed(name)), model, scope, { limits }).verdict.result === 'violated';
    });
    expect(found).toBeDefined();
  });
});
