import { describe, expect, test } from 'vitest';
import { comparingOf, diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { markdownText } from '../../cli/document/markdown.ts';
import { diffDocument } from '../../cli/text/render-diff.ts';
import { diffMail } from '../../cli/text/render-diff-mail.ts';
import { cgroup, freplace, tcx, xdp } from '../../spec/families/profiles.ts';
import { finish, reported } from '../support/diff.ts';
import { plainText } from '../support/print.ts';

const found = finish(diff(xdp, tcx, diffScopes(xdp, tcx)));
const { groups, compared } = found;

/** The outcomes under XDP and tcx of an operation where two rules decide. */
const between = (op: string, one: string, other: string) =>
  groups
    .filter((group) => group.op === op && group.a.rule === one && group.b.rule === other)
    .map(({ a, b }) => [a.outcome, b.outcome]);

describe('from the one place of XDP to a list', () => {
  test.each([
    ['a second program is refused, and appended', 'attach', 'xdp-set/exists', 'attach/append', 'EBUSY', 'ok'],
    [
      'a link is refused beside a program, and appended',
      'link_create',
      'link-create/set-by-netlink',
      'link-create/append',
      'EBUSY',
      'ok',
    ],
    [
      'a device that is gone is told by another errno',
      'link_create',
      'link-create/no-device',
      'link-create/no-device',
      'EINVAL',
      'ENODEV',
    ],
    ['clearing what is empty succeeds, and fails', 'clear', 'xdp-set/as-asked', 'detach/no-entry', 'ok', 'ENOENT'],
  ] as const)('%s', (_what, op, one, other, a, b) => {
    expect(between(op, one, other)).toEqual([[a, b]]);
  });
  test('an update to the same program, and a second detach of a link, come to the same', () => {
    expect(groups.filter(({ op }) => op === 'link_detach')).toEqual([]);
    expect(groups.filter(({ a }) => a.rule === 'link-update/same')).toEqual([]);
    expect(compared).toBeGreaterThan(5000);
  });
  test('is the same comparison the other way round', () => {
    const back = finish(diff(tcx, xdp, diffScopes(tcx, xdp)));
    expect([back.groups.length, back.compared]).toEqual([groups.length, compared]);
  });
  test('is none between families of which nothing corresponds', () => {
    expect(() => diffScopes(freplace, cgroup)).toThrow(
      'freplace and cgroup cannot be compared: one is of the family freplace',
    );
  });
});

describe('what corresponds', () => {
  const report = reported(xdp, tcx, found);
  const { corresponding = [] } = report as { corresponding?: readonly { what: string; a: string; b: string }[] };

  test('is said of every request that both are asked, besides programs and states', () => {
    const [scope] = diffScopes(xdp, tcx);
    const { ops } = comparingOf(xdp, tcx).compare(xdp, tcx, scope!).requests;
    expect(corresponding.map(({ what }) => what)).toEqual(['programs', ...ops, 'state']);
  });
  test.each([
    ['text', plainText(diffDocument(report))],
    ['Markdown', markdownText(diffDocument(report))],
    ['a mail', diffMail(report)],
  ])('has a line for each in %s, in front of the differences', (_form, text) => {
    const [head] = text.replaceAll('\\_', '_').split(/^(?:### )?1\. /m);
    const words = head!.replaceAll(/\s+/g, ' ');
    for (const { what, a, b } of corresponding)
      expect(words).toContain(a === b ? `${what}: both: ${a}` : `${what}: xdp: ${a} tcx: ${b}`);
    expect(words).toMatch(/what corresponds:/i);
  });
  test('is told the other way round, and nothing of it within a family', () => {
    const back = comparingOf(tcx, xdp).corresponding!(tcx, xdp);
    expect(back).toEqual(corresponding.map(({ what, a, b }) => ({ what, a: b, b: a })));
    expect(comparingOf(tcx, cgroup).corresponding).toBeUndefined();
    expect(comparingOf(freplace, freplace).corresponding).toBeUndefined();
  });
});
