import { expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { modelNamed } from '../../model/index.ts';
import { rulesOf, withoutRule } from '../../spec/profile.ts';
import { PROFILES, profileNamed } from '../../spec/profiles/index.ts';
import { bare } from '../support/known.ts';
import { small } from '../support/small.ts';

test.each(PROFILES.filter(({ name }) => name !== 'tcx').map(({ name }) => name))(
  '%s has rules that would each be missed',
  { timeout: 300_000 },
  (name) => {
    const semantics = profileNamed(name);
    // A rule that is gone can be missed only where it decided something.
    const firing = small(name).map((scope) => {
      const { verdict } = checkAll(bare(semantics), modelNamed(name).create(), scope);
      return { scope, fired: new Set(verdict.rules.flatMap((each) => (each.fired > 0 ? [each.id] : []))) };
    });
    const unnoticed = rulesOf(semantics).filter(({ id }) => {
      const without = withoutRule(semantics, id);
      return !firing.some(({ scope, fired }) => {
        if (!fired.has(id)) return false;
        return checkAll(bare(without), modelNamed(name).create(), scope).verdict.result === 'violated';
      });
    });
    expect(unnoticed.map(({ id }) => id)).toEqual([]);
  },
);
