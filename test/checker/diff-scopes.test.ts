import { describe, expect, test } from 'vitest';
import { diffScopes, namedDiffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import type { ScopeChanges } from '../../cli/arguments.ts';
import { chosenPairs } from '../../cli/commands/diff.ts';
import { markdownText } from '../../cli/document/markdown.ts';
import { diffDocument } from '../../cli/text/render-diff.ts';
import { diffMail } from '../../cli/text/render-diff-mail.ts';
import { derive, fail, rule, slotsOf } from '../../index.ts';
import { cgroup, cgroup56, cgroup617, tcx } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Rule } from '../../spec/rule.ts';
import { finish, reported, scopesNamed } from '../support/diff.ts';
import { plainText } from '../support/print.ts';

/** tcx, where no link stands beside another one. */
const oneLink = derive(tcx, {
  name: 'one-link',
  title: 'tcx, where no link stands beside another one',
  facts: [
    {
      of: ['link_create'],
      field: 'beside',
      values: [false, true],
      reads: [],
      tell: (state, { hook }) => slotsOf(state, hook).some(({ link }) => link !== 'none'),
    },
  ],
  insert: [
    {
      before: 'link-create/insert-before',
      rules: [rule('link-create/beside', 'A link stands alone.', { beside: true }, fail('EBUSY'))],
    },
  ],
});

const names = (a: Profile, b: Profile) => diffScopes(a, b).map((pair) => pair.a.name);

describe('the scopes of a comparison', () => {
  test('are several small ones by default, those with one hook first', () => {
    expect(names(tcx, tcx)).toEqual(['default', 'clsact', 'boundary', 'callers']);
    expect(names(cgroup, cgroup)).toEqual(['links', 'single', 'boundary', 'callers', 'default']);
  });
  test('have two links wherever a hook is looked at alone, and at the boundary', () => {
    for (const [a, b] of [
      [tcx, tcx],
      [cgroup, cgroup],
      [tcx, cgroup],
      [cgroup56, cgroup],
    ] as const)
      for (const scope of diffScopes(a, b).map((pair) => pair.a as Scope))
        if (scope.hooks === 1) expect([scope.name, scope.links]).toEqual([scope.name, 2]);
  });
  test('have three where nothing but links can be attached', () => {
    const { prog_attach: _, ...fields } = tcx.uapi.fields;
    const linksOnly = { ...tcx, uapi: { ...tcx.uapi, fields } };
    expect(namedDiffScopes(linksOnly, linksOnly).default!.a).toMatchObject({ links: 3 });
  });
  test('at the boundary begin with one slot free', () => {
    for (const each of [tcx, cgroup]) {
      const { prefill, capacity } = namedDiffScopes(each, each).boundary!.a as Scope;
      expect(prefill).toBe(capacity - 1);
    }
  });
  test('can be chosen and changed as those of a check', () => {
    const chosen = (options: ScopeChanges) =>
      chosenPairs(tcx, tcx, options).map(({ a }) => [a.name, (a as Scope).links]);
    expect(chosen({ scope: 'clsact' })).toEqual([['clsact', 2]]);
    expect(chosen({ links: 1 })).toEqual([['default with links changed', 1]]);
    expect(chosen({ scope: 'all' }).map(([name]) => name)).toEqual(Object.keys(namedDiffScopes(tcx, tcx)));
    expect(() => chosen({ scope: 'nowhere' })).toThrow('--scope: expected default');
  });
  test('keep to the kind of hook of each side', () => {
    expect(chosenPairs(tcx, cgroup, { scope: 'boundary' })).toMatchObject([
      { a: { kind: 'tcx' }, b: { kind: 'cgroup' } },
    ]);
  });
});

describe('a rule that refuses every link beside a link', () => {
  test('is found in the default scope, by its name', () => {
    const report = reported(
      tcx,
      oneLink,
      finish(diff(tcx, oneLink, scopesNamed(tcx, oneLink, ['default'], { foreign: 0 }))),
    );
    expect([report.result, report.finding]).toEqual(['violated', 'differences']);
    expect(report.groups.map(({ rule: by }) => by?.id)).toEqual(['link-create/beside']);
  });
  const single = () => scopesNamed(tcx, oneLink, ['default'], { links: 1, foreign: 0 });
  test('is no pass where there is one link: inconclusive, by name, in every form', () => {
    const report = reported(tcx, oneLink, finish(diff(tcx, oneLink, single())));
    expect(report.groups).toEqual([]);
    expect([report.result, report.finding]).toEqual(['inconclusive', 'no-difference']);
    expect(report.untested.b).toContain('rule link-create/beside');
    expect(report.neverFired.b).toContain('link-create/beside');
    for (const text of [plainText(diffDocument(report)), markdownText(diffDocument(report)), diffMail(report)]) {
      const flat = text.replaceAll(/\s+/g, ' ');
      expect(flat).toContain('inconclusive: changes of one-link not exercised: rule link-create/beside');
      expect(flat).toContain('This is not a pass.');
      expect(flat).not.toContain('no difference in these scopes');
    }
  });
});

test('every form names scopes, bounds and the rules that decided nothing, also when interrupted', () => {
  const scopes = scopesNamed(tcx, tcx, ['default', 'clsact']);
  const report = reported(tcx, tcx, finish(diff(tcx, tcx, scopes), 3), true);
  expect([report.result, report.interrupted]).toEqual(['inconclusive', true]);
  expect(report.scopes.map(({ finished }) => finished)).toEqual([false, false]);
  for (const text of [plainText(diffDocument(report)), markdownText(diffDocument(report)), diffMail(report)]) {
    const flat = text.replaceAll(/\s+/g, ' ');
    expect(flat).toContain('interrupted: 0 differences so far. This is not a pass.');
    expect(flat).toMatch(/default.*2 links.*63/);
    expect(flat).toMatch(/not begun|interrupted at/);
    expect(flat).toContain('rules that decided nothing in either: attach/');
  }
});

describe('what becomes of a call', () => {
  test('is compared as a whole, and is alike where both say the same', () => {
    const report = reported(
      cgroup617,
      cgroup,
      finish(diff(cgroup617, cgroup, scopesNamed(cgroup617, cgroup, ['calls']))),
    );
    expect(report.neverFired.b).not.toContain('run/refusal-undone');
    expect(report.groups.map(({ op }) => op)).toEqual(['link_update']);
  });
  test('is a difference where a rule shows another result', () => {
    const shown = (of: Rule): Rule => {
      const then = { ...of.then, show: 'carried-out' };
      return of.id === 'run/errno-set' ? { ...of, then } : of;
    };
    const tables = cgroup.tables.map((table) => ({ ...table, rules: table.rules.map(shown) }));
    const other: Profile = { ...cgroup, name: 'other', tables };
    const report = reported(cgroup, other, finish(diff(cgroup, other, scopesNamed(cgroup, other, ['calls']))));
    expect(report.groups.map(({ op, differences }) => [op, ...differences.map(({ kind }) => kind)])).toEqual([
      ['run', 'view'],
    ]);
  });
});
