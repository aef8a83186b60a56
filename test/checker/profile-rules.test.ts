import { expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { modelNamed } from '../../model/index.ts';
import { PROFILES, profileNamed } from '../../spec/families/profiles.ts';
import { mainScopesOf } from '../../spec/families/slots/scopes/main-scopes.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { rulesOf, withoutRule } from '../../spec/profile.ts';
import { bare } from '../support/known.ts';

test.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))(
  '%s has rules that would each be missed',
  { timeout: 300_000 },
  (name) => {
    const semantics = profileNamed(name);
    // A rule that is gone can be missed only where it decided something; the default scope comes last: it has the most states.
    const scopes = mainScopesOf(semantics).toReversed();
    const known = new Map<Scope, ReadonlySet<string>>();
    const firedIn = (scope: Scope) => {
      const { rules } = checkAll(bare(semantics), modelNamed(name).create(), scope).verdict;
      const fired = new Set(rules.flatMap((each) => (each.fired > 0 ? [each.id] : [])));
      known.set(scope, fired);
      return fired;
    };
    const unnoticed = rulesOf(semantics).filter(({ id }) => {
      const without = withoutRule(semantics, id);
      return !scopes.some((scope) => {
        if (!(known.get(scope) ?? firedIn(scope)).has(id)) return false;
        return checkAll(bare(without), modelNamed(name).create(), scope).verdict.result === 'violated';
      });
    });
    expect(unnoticed.map(({ id }) => id)).toEqual([]);
  },
);
