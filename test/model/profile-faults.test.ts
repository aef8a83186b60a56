import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { failsAt } from '../../checker/mutate/kill.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { everFurther } from '../support/ever-further.ts';
import { guidedBySuite } from '../support/guided.ts';
import { bare } from '../support/known.ts';
import { SEARCHED } from '../support/searched.ts';

describe.each(SEARCHED.filter(({ name }) => name !== 'tcx').map(({ name }) => name))('the faults of %s', (name) => {
  const { faults } = modelNamed(name);
  test('are eight at least', () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8);
  });
  const guided = guidedBySuite(profileNamed(name));
  // The default scope comes last, it has the most states.
  const semantics = bare(profileNamed(name));
  const find = everFurther(semantics.family.mainScopes(profileNamed(name)).toReversed());
  test.each(Object.keys(faults))('are found by the scopes of the main job: %s', { timeout: 60_000 }, (fault) => {
    const model = () => modelNamed(name).create(fault);
    const search = () =>
      find((scope, limits) => checkAll(semantics, model(), scope, { limits }).verdict.result === 'violated');
    const found = guided({ semantics, model, failsAt: (trace) => failsAt(trace, model()) }) ?? search();
    expect(found).toBeDefined();
  });
});
