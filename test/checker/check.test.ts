import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { Verdict } from '../../checker/check/verdict.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { SpecMachine } from '../../library/typed.ts';
import { modelNamed } from '../../model/index.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import { castOf, type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { Request } from '../../spec/families/slots/vocabulary/index.ts';
import { KNOWN } from '../support/known.ts';

const check = (scope: Scope, options = {}) => checkAll(tcx, new TcxModel(), scope, { ...KNOWN, ...options });

describe('the shipped scopes', () => {
  test.each([
    ['default', 104, 5],
    ['lifetimes', 928, 11],
    ['boundary', 1047, 7],
  ] as const)('%s holds, with %i states up to depth %i', (name, states, depth) => {
    // Bad input leads to no state; the main job makes it too.
    const { verdict } = check({ ...SCOPES[name], badInput: [] });
    expect(verdict).toMatchObject({ result: 'held', states, depth });
    expect(Verdict.parse(verdict)).toEqual(verdict);
  });

  test('name the properties that nothing put to the test', () => {
    expect(check({ ...SCOPES.default, programs: 1, links: 0 }).verdict.vacuous).toContain('no-program-twice');
  });
});

describe('a verdict', () => {
  test('is the same for the same scope', () => {
    const timeless = () => ({ ...check(SCOPES.default).verdict, seconds: 0 });
    expect(timeless()).toEqual(timeless());
  });
  test('is inconclusive where a bound was hit, and names it', () => {
    const { verdict } = check(SCOPES.default, { limits: { depth: 2 } });
    expect(verdict).toMatchObject({ result: 'inconclusive', bound: 'depth 2' });
  });
});

describe('symmetry reduction', () => {
  const scopes: readonly Scope[] = [
    { ...SCOPES.lifetimes, programs: 2, links: 2, foreign: 1 },
    { ...SCOPES.lifetimes, programs: 2, links: 1, foreign: 2, hooks: 2, retired: 1, badInput: [] },
    { ...SCOPES.default, programs: 3, links: 1, retired: 2, badInput: [] },
  ];
  test.each(scopes)(
    'finds exactly the orbits of an unreduced run ($programs programs, $links links, $hooks hooks)',
    (scope) => {
      const reduced = check(scope);
      const unreduced = check(scope, { symmetry: false });
      const cast = castOf(scope);
      const orbits = new Set<string>();
      const spec = new SpecMachine(tcx);
      for (let state = 0; state < unreduced.verdict.states; state += 1) {
        spec.reset(universeOf(scope));
        for (const request of unreduced.explored.pathTo(state)) spec.apply(request as Request);
        orbits.add(keyOf(cast, spec.state, labelling(cast, spec.state)));
      }
      const found = new Set(reduced.explored.keys().map((key) => key.split(' § ')[0]!));
      expect(found).toEqual(orbits);
      expect(reduced.verdict.states).toBe(orbits.size);
      expect(unreduced.verdict.states).toBeGreaterThan(orbits.size);
      // Nothing that happens at all is missed by going without its mirror images.
      expect(new Set(reduced.verdict.neverFired)).toEqual(new Set(unreduced.verdict.neverFired));
    },
  );
});

describe('leaving out requests that differ only in fields nobody looked at', () => {
  const scopes: readonly (readonly [profile: string, scope: string, changed: Partial<Scope>])[] = [
    ['tcx', 'default', { programs: 2, links: 1 }],
    ['tcx', 'callers', {}],
    ['tcx', 'holders', {}],
    ['netkit', 'holders', {}],
    ['rfc-v2', 'callers', {}],
    ['cgroup', 'attributes', {}],
    ['cgroup', 'verdicts', {}],
    ['cgroup-5.6', 'full', {}],
    ['xdp', 'callers', {}],
    ['xdp', 'homes', {}],
    ['freplace', 'kinds', {}],
  ];
  test.each(scopes)('loses no state, no rule, no property and no change: %s, scope %s', (name, scopeName, changed) => {
    const semantics = profileNamed(name);
    const main = semantics.family.mainScopes(semantics).find(({ name: each }) => each === scopeName)!;
    const scope = { ...main, ...changed };
    const check = (everyRequest: boolean) =>
      checkAll(semantics, modelNamed(semantics.model!).create(), scope, {
        everyRequest,
        stats: true,
        known: knownOf(semantics),
      });
    const [some, every] = [check(false), check(true)];
    expect(some.explored.keys()).toEqual(every.explored.keys());
    expect(some.verdict.neverFired).toEqual(every.verdict.neverFired);
    expect(some.verdict.vacuous).toEqual(every.verdict.vacuous);
    expect(some.verdict.work!.compares).toBe(every.verdict.work!.compares);
    expect(every.verdict.transitions).toBeGreaterThan(2 * some.verdict.transitions);
  });
});
