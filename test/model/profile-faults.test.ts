import { describe, expect, test } from 'vitest';
import { failsAt } from '../../checker/mutate/kill.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { everFurther, type Shown } from '../support/ever-further.ts';
import { guidedBySuite } from '../support/guided.ts';
import { bare, isViolated } from '../support/known.ts';
import { SEARCHED } from '../support/searched.ts';

/** Many faults are of several profiles. */
const shown: Shown = new Map();

describe.each(SEARCHED.filter(({ name }) => name !== 'tcx').map(({ name }) => name))('the faults of %s', (name) => {
  const { faults } = modelNamed(name);
  test('are eight at least', () => {
    expect(Object.keys(faults).length).toBeGreaterThanOrEqual(8);
  });
  const guided = guidedBySuite(profileNamed(name));
  // The default scope comes last, it has the most states.
  const semantics = bare(profileNamed(name));
  const find = everFurther(semantics.family.mainScopes(profileNamed(name)).toReversed(), shown);
  test.each(Object.keys(faults))('are found by the scopes of the main job: %s', { timeout: 60_000 }, (fault) => {
    const model = () => modelNamed(name).create(fault);
    const search = () => find((scope, limits) => isViolated(semantics, model(), scope, limits), fault);
    const found = guided({ semantics, model, failsAt: (trace) => failsAt(trace, model()) }) ?? search();
    expect(found).toBeDefined();
  });
});
