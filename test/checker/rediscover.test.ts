import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { rediscover } from '../../checker/promises/rediscover.ts';
import { rediscoveryReport } from '../../checker/promises/rediscovery-report.ts';
import { knownOf } from '../../checker/promises/register.ts';
import { atOnce } from '../../checker/search/run.ts';
import { MODELS, MODELS_BEFORE_FIXES, modelNamed } from '../../model/index.ts';
import { FIXES } from '../../spec/families/before-fixes/fixes.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../../spec/families/slots/scopes/scopes.ts';
import type { Fix } from '../../spec/fix.ts';
import { ROOT } from '../support/command.ts';
import { everFurther } from '../support/ever-further.ts';

const EXPECTED = FIXES.flatMap(({ commit, reach }) => (reach.is === 'expected' ? [{ commit, ...reach }] : []));

/** The shortest trace to each defect, and the property that shows it. */
const FOUND = {
  dc644b540a2d: ['no-warning', 2],
  '079082c60aff': ['no-warning', 2],
  d210f9735e13: ['within-its-arrays', 1],
  f9b0e1088bbf: ['within-capacity', 2],
  a4fe78386afb: ['query-tells-the-truth', 1],
  edfa9af0a73e: ['queried-revision-holds-next', 1],
  ba62d61128bd: ['set-relative-counts', 1],
  '1cb6f0bae504': ['no-warning', 2],
  a0671125d4f5: ['no-warning', 2],
  ae23bc81ddf7: ['removal-needs-fd-or-capability', 2],
  f08aaee3152d: ['own-programs-run-in-order', 3],
  '21c4b99b27f3': ['within-its-attribute', 1],
  '6655c409707e': ['refusal-changes-nothing', 2],
  '7dc211c1159d': ['no-warning', 4],
  '3f562c537e9e': ['no-warning', 2],
  bpf_mprog_check_prog: ['no-offloaded-program', 1],
} as const;

describe('the fixes', () => {
  test('are 17, each told once', () => {
    expect(new Set(FIXES.map(({ commit }) => commit)).size).toBe(17);
    for (const { defect } of FIXES) expect(defect).toMatch(/^[A-Z].*\.$/);
  });
  test('of which the search finds these, and every one that is expected, as the page says', () => {
    const page = readFileSync(join(ROOT, 'docs/rediscovered.md'), 'utf8');
    const rows = [...page.matchAll(/^\| ✓ (\S+) \| (\S+) \| (\d+) \|/gm)];
    expect(Object.fromEntries(rows.map(([, commit, by, steps]) => [commit, [by, Number(steps)]]))).toEqual(FOUND);
    expect(EXPECTED.map(({ commit }) => commit).toSorted()).toEqual(Object.keys(FOUND).toSorted());
  });
  test('are found by a search, but for those of cgroups, which takes a minute (npm run docs)', {
    timeout: 120_000,
  }, () => {
    const quick = EXPECTED.filter(({ fixed }) => fixed.name !== 'cgroup').map(({ commit }) => commit);
    expect(quick.length).toBe(14);
    const { fixes } = rediscoveryReport(atOnce(rediscover(FIXES.filter(({ commit }) => quick.includes(commit)))), 0);
    for (const { commit, finding } of fixes)
      expect([commit, finding!.property, finding!.steps.length]).toEqual([
        commit,
        ...FOUND[commit as keyof typeof FOUND],
      ]);
  });
  test('are told to be out of reach with a reason', () => {
    const out = rediscoveryReport(atOnce(rediscover(FIXES.filter(({ reach }) => reach.is !== 'expected'))), 0);
    expect([out.result, out.fixes.length]).toEqual(['skipped', 1]);
    for (const { reason } of out.fixes) expect(reason).toMatch(/.{20}/);
  });
});

describe('a fix that is expected', () => {
  const one = FIXES.find(({ commit }) => commit === 'edfa9af0a73e')!;
  test('and changes nothing is not found, which is a violation', () => {
    const { reach } = one;
    if (reach.is !== 'expected') throw new Error('expected a semantics before the fix');
    const idle: Fix = { ...one, reach: { ...reach, before: { ...reach.fixed, name: 'before-nothing' } } };
    const report = rediscoveryReport(atOnce(rediscover([idle])), 0);
    expect([report.result, report.found, report.fixes[0]!.finding]).toEqual(['violated', 0, undefined]);
  });
  test('is inconclusive where the search is ended, and so is every one behind it', () => {
    const search = rediscover([one, FIXES.find(({ reach }) => reach.is === 'outside')!, { ...one, commit: 'behind' }]);
    let next = search.next();
    while (!next.done) next = search.next(true);
    expect(next.value.map(({ result }) => result)).toEqual(['inconclusive', 'skipped', 'inconclusive']);
    expect(rediscoveryReport(next.value, 0).result).toBe('inconclusive');
  });
});

describe('the semantics before a fix', () => {
  /** Small, and with what the defect needs. */
  const SCOPES: Readonly<Record<string, readonly (readonly [string, Partial<Scope>])[]>> = {
    tcx: [
      ['default', { programs: 2, links: 1 }],
      ['clsact', {}],
      ['boundary', { foreign: 0, floor: 63, badInput: [] }],
      ['callers', {}],
      ['failures', {}],
      ['attributes', {}],
    ],
    cgroup: [
      ['single', { links: 1, badInput: [] }],
      ['attributes', {}],
    ],
    'since-6655c409707e': [['default', {}]],
    'since-7dc211c1159d': [
      ['default', {}],
      ['linked', { programs: 1, retired: 1 }],
      ['below', { links: 0 }],
      ['verdicts', { programs: 2, verdicts: [1, 0], failures: true }],
    ],
    'since-3f562c537e9e': [['default', {}]],
    'since-bpf_mprog_check_prog': [['default', {}]],
    'since-ba62d61128bd': [['default', { programs: 2, hooks: 1 }]],
  };
  test('is no profile, and has a model that is none of a profile', () => {
    const names = PROFILES.map(({ name }) => name);
    for (const { before } of EXPECTED) expect(names).not.toContain(before.name);
    const models = EXPECTED.flatMap(({ before, fixed }) => [before.model, fixed.model]);
    expect(new Set(models.filter((model) => !names.includes(model!)))).toEqual(
      new Set(Object.keys(MODELS_BEFORE_FIXES)),
    );
    expect(Object.keys(MODELS).filter((name) => name in MODELS_BEFORE_FIXES)).toEqual([]);
  });
  test.each(EXPECTED)('is what its model does: $commit', { timeout: 120_000 }, ({ before, fixed }) => {
    const known = before.properties.map(({ id }) => id);
    for (const [name, more] of SCOPES[fixed.name]!) {
      const scope = { ...scopesOf(before)[name]!, ...more };
      expect(checkAll(before, modelNamed(before.model!).create(), scope, { known }).verdict.result).toBe('held');
    }
  });
  test('says no more with its fix than its model does, where no profile has that', () => {
    const { fixed } = EXPECTED.find(({ commit }) => commit === 'ba62d61128bd')!;
    const scope = { ...scopesOf(fixed).default, programs: 2, hooks: 1 };
    const known = knownOf(fixed);
    expect(checkAll(fixed, modelNamed(fixed.model!).create(), scope, { known }).verdict.result).toBe('held');
  });
  test.each(EXPECTED)('is not what the model of the profile does: $commit', { timeout: 120_000 }, (each) => {
    const { before, fixed } = each;
    const known = before.properties.map(({ id }) => id);
    const scopes = SCOPES[fixed.name]!.map(([name, more]) => ({ ...scopesOf(before)[name]!, ...more }));
    const failed = everFurther(scopes)((scope, limits) => {
      const options = { known, limits };
      return checkAll(before, modelNamed(fixed.model!).create(), scope, options).verdict.result === 'violated';
    });
    expect(failed).toBeDefined();
  });
});
