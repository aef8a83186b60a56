import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { modelNamed } from '../../model/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';

/** A check that comes out the same and takes longer does more of one of these. */
describe('the work of a check', () => {
  test.each([
    ['tcx', 'default', { situations: 1933, compares: 649, repeats: 12_315, evaluations: 77_151 }],
    ['tcx', 'clsact', { situations: 1933, compares: 134, repeats: 1680, evaluations: 11_616 }],
    ['cgroup', 'full', { situations: 2205, compares: 1548, repeats: 8170, evaluations: 117_992 }],
    ['cgroup-5.6', 'default', { situations: 495, compares: 3938, repeats: 1416, evaluations: 63_318 }],
  ])('of %s in the scope %s is what it was', (name, scope, work) => {
    const semantics = profileNamed(name);
    const known = knownOf(semantics);
    const scopes = semantics.family.mainScopes(semantics);
    const options = { known, stats: true };
    const { verdict } = checkAll(
      semantics,
      modelNamed(semantics.model!).create(),
      scopes.find((each) => each.name === scope)!,
      options,
    );
    expect(verdict.result).toBe('held');
    expect(verdict.work).toEqual(work);
  });

  test('is counted where it is asked for', () => {
    const semantics = profileNamed('tcx');
    const { verdict } = checkAll(semantics, undefined, semantics.family.scopes(semantics).clsact!, {
      known: ['relative-untouched'],
    });
    expect(verdict.work).toBeUndefined();
  });
});
