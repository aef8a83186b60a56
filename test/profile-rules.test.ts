import { expect, test } from 'vitest';
import { checkAll } from '../src/checker/check.ts';
import { modelNamed } from '../src/model/index.ts';
import { rulesOf, withoutRule } from '../src/spec/profile.ts';
import { PROFILES, profileNamed } from '../src/spec/profiles/index.ts';
import { bare } from './support/known.ts';
import { small } from './support/small.ts';

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
