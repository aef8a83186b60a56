import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { mainScopesOf } from '../../spec/families/slots/scopes/main-scopes.ts';
import { bare } from '../support/known.ts';

describe.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))('the faults of %s', (name) => {
  const { faults } = modelNamed(name);
  test('are eight at least', () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8);
  });
  // The default scope comes last, it has the most states; what found the last fault comes first.
  let scopes = mainScopesOf(profileNamed(name)).toReversed();
  test.each(Object.keys(faults))('are found by the scopes of the main job: %s', { timeout: 60_000 }, (fault) => {
    const found = scopes.find(
      (scope) =>
        checkAll(bare(profileNamed(name)), modelNamed(name).create(fault), scope).verdict.result === 'violated',
    );
    expect(found).toBeDefined();
    scopes = [found!, ...scopes.filter((scope) => scope !== found)];
  });
});
