import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diffScopes, namedDiffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import type { Diff } from '../../checker/diff/diff-group.ts';
import { DiffReport } from '../../checker/diff/diff-report.ts';
import { markdownText } from '../../cli/document/markdown.ts';
import { diffDocument } from '../../cli/text/render-diff.ts';
import { withUpdateHook } from '../../spec/families/freplace/update-hook.ts';
import { freplace, profileNamed } from '../../spec/families/profiles.ts';
import type { Scope } from '../../spec/families/slots/scopes/scope.ts';
import { type Profile, withOutcome } from '../../spec/profile.ts';
import { finish, reported } from '../support/diff.ts';
import { plainText } from '../support/print.ts';

function compare(a: string, b: string, change: (scope: Scope) => Scope = (scope) => scope): Diff {
  const [one, other] = [profileNamed(a), profileNamed(b)];
  const scopes = diffScopes(one, other).map((scope) => ({
    a: change(scope.a as Scope),
    b: change(scope.b as Scope),
  }));
  return finish(diff(one, other, scopes));
}

const brief = ({ groups }: Diff, kind: string) =>
  groups
    .filter((group) => group.kind === kind)
    .map(({ op, a, b, example }) => `${op}: ${a.outcome} ${a.rule} → ${b.outcome} ${b.rule} (${example.b.length})`);

test('what a profile brought counts for nothing where the other one has it too: itself, or one that was made from it', () => {
  const netkit = profileNamed('netkit');
  const changed = { ...withOutcome(netkit, 'attach/full', 'E2BIG'), base: netkit };
  for (const other of [netkit, changed]) {
    const { untested } = finish(diff(netkit, other, [namedDiffScopes(netkit, other).default!]));
    expect(untested.a).toEqual([]);
  }
  const { untested } = finish(
    diff(profileNamed('tcx'), netkit, [namedDiffScopes(profileNamed('tcx'), netkit).default!]),
  );
  expect(untested.b.length).toBeGreaterThan(0);
});

describe('from the first merge to tcx', () => {
  const found = compare('mprog-first-merge', 'tcx');
  test('the fixes are found, each with a shortest trace', () => {
    // The boundary begins with one slot free: the first of two steps fills it.
    expect(brief(found, 'behaviour').toSorted()).toEqual([
      'link_create: ok link-create/insert-after → ERANGE link-create/full (2)',
      'link_create: ok link-create/insert-before → ERANGE link-create/full (2)',
      'prog_attach: ok attach/insert-after → ERANGE attach/full (2)',
      'prog_attach: ok attach/insert-before → ERANGE attach/full (2)',
      'prog_detach: ok detach/after → EPERM detach/unnamed-without-capability (2)',
      'prog_detach: ok detach/before → EPERM detach/unnamed-without-capability (2)',
      'prog_detach: ok detach/last-for-anybody → EPERM detach/unnamed-without-capability (2)',
      'prog_detach: undefined detach/before-the-array → ENOENT detach/empty (1)',
      'prog_query: ENOENT query/no-entry → ok query/count (1)',
      'prog_query: ENOENT query/no-entry → ok query/slots (1)',
    ]);
  });
  test('the report keeps to its schema, and can be read as text and as Markdown', () => {
    const report = reported(profileNamed('mprog-first-merge'), profileNamed('tcx'), found);
    expect(DiffReport.parse(report)).toEqual(report);
    expect(plainText(diffDocument(report))).toContain('room full');
    expect(markdownText(diffDocument(report))).toContain('**ERANGE** `attach/full`: ');
  });
  test('each group and each difference says how many requests it has, in text and as Markdown', () => {
    const report = reported(profileNamed('mprog-first-merge'), profileNamed('tcx'), found);
    const group = report.groups.find(({ differences }) => differences.some(({ kind }) => kind === 'behaviour'))!;
    const difference = group.differences.find(({ kind }) => kind === 'behaviour')!;
    const many = { ...report, groups: [{ ...group, differences: [{ ...difference, requests: 12345 }] }] };
    for (const text of [plainText(diffDocument(many)), markdownText(diffDocument(many))]) {
      expect(text).toMatch(/1\\?\. .*: 12,345 requests$/m);
      expect(text).toMatch(/different outcome or effect.*: .* \(12,345 requests\)$/m);
    }
  });
});

/** The page of a comparison, which test/cli/docs.test.ts holds to the comparison itself: its groups with the rows of their traces. */
function pageOf(a: string, b: string) {
  const text = readFileSync(new URL(`../../docs/diffs/${a}--${b}.md`, import.meta.url), 'utf8');
  const [head, ...sections] = text.split(/^### (?=\d)/m);
  const groups = sections.map((section) => ({
    title: section.split('\n')[0]!.replace(/^\d+\. /, ''),
    rows: section.split('\n').filter((line) => /^\| \d+ \|/.test(line)),
    bothSucceed: (section.match(/^- \S+: \*\*ok\*\*/gm) ?? []).length === 2,
  }));
  return { head: head!, groups };
}

describe('from one state of the cgroup code to the next', () => {
  test('6.17 differs in link update alone, shown in three steps', () => {
    const { groups } = pageOf('cgroup-6.17', 'cgroup');
    expect(groups.map(({ title, rows }) => [title, rows.length])).toEqual([
      ['link_update: rule link-update/swap-by-count → link-update/swap: 2,810 requests', 3],
    ]);
  });
  test('the third posting differs in what a relative may be, and in where it is found', () => {
    const { groups } = pageOf('cgroup-v3-posted', 'cgroup');
    expect(new Set(groups.map(({ title }) => title.split(':')[0]))).toEqual(new Set(['prog_attach', 'link_create']));
    const misplaced = groups.find(({ bothSucceed }) => bothSucceed)!;
    expect(misplaced.rows.length).toBeGreaterThan(0);
    expect(misplaced.rows.length).toBeLessThanOrEqual(4);
  });
});

describe('what only one can say', () => {
  test('is told apart from what both say differently', () => {
    const found = compare('rfc-v2', 'tcx', (scope) => ({ ...scope, programs: Math.min(scope.programs, 2), links: 1 }));
    const said = found.vocabulary.filter(({ outcome }) => outcome === 'ok').map(({ what, only }) => `${what} ${only}`);
    expect([...new Set(said)].toSorted()).toEqual(['flag FIRST a', 'flag LAST a', 'operation link_update b']);
    const report = reported(profileNamed('rfc-v2'), profileNamed('tcx'), found);
    const [first] = report.vocabulary.filter(({ what }) => what === 'flag FIRST');
    expect(first!.rules.reduce((sum, { requests }) => sum + requests, 0)).toBe(first!.requests);
    expect(first!.rules[0]).toMatchObject({ rule: 'attach/pin-first', outcome: 'ok', own: true });
    for (const { rule, outcome, steps } of first!.rules) expect(steps.at(-1)).toMatchObject({ rule, outcome });
    const isOwn = first!.rules.map(({ own }) => own);
    expect(isOwn).toEqual(isOwn.toSorted((one, other) => Number(other) - Number(one)));
    expect(report.errnos).toContainEqual(
      expect.objectContaining({
        op: 'prog_attach',
        errno: 'ENOSPC',
        only: 'rfc-v2',
        other: expect.arrayContaining(['ERANGE']),
      }),
    );
  });
  test('a flag of cgroups is not a difference from tcx', () => {
    const { head, groups } = pageOf('tcx', 'cgroup');
    expect(head).toContain('\n- flag PREORDER: cgroup only; ');
    const rows = groups.flatMap((group) => group.rows);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => row.includes('PREORDER'))).toEqual([]);
  });
});

describe('a comparison', () => {
  const tcx = profileNamed('tcx');
  test('of a semantics with itself finds nothing', () => {
    expect(compare('tcx', 'tcx').groups).toEqual([]);
  });
  test('with one rule changed finds that rule, and nothing else', () => {
    const changed = withOutcome(tcx, 'attach/already-attached', 'EBUSY');
    const found = finish(diff(tcx, changed, diffScopes(tcx, tcx).slice(0, 1)));
    expect(found.groups.map(({ kind, a, b }) => [kind, a.outcome, b.outcome, b.rule])).toEqual([
      ['errno', 'EEXIST', 'EBUSY', 'attach/already-attached'],
    ]);
    expect(found.groups[0]!.example.b.length).toBe(2);
  });
});

describe('an operation that only the second has', () => {
  const withHook = withUpdateHook(freplace);
  const words = (a: Profile, b: Profile) =>
    reported(a, b, finish(diff(a, b, [namedDiffScopes(a, b).default!]))).vocabulary.map(
      ({ what, only, requests, accepted }) => [what, only, requests, accepted],
    );
  test('is asked too in a family whose semantics are compared state by state', () => {
    const found = words(freplace, withHook);
    expect(found).toEqual([['operation link_update_hook', 'freplace-update-hook', 508, 40]]);
    expect(words(withHook, freplace)).toEqual(found);
  });
});
