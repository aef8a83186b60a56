import { describe, expect, test } from 'vitest';
import { diffScopes } from '../../checker/diff/comparing.ts';
import { diff } from '../../checker/diff/diff.ts';
import { cgroup, freplace, tcx, xdp } from '../../spec/families/profiles.ts';
import { finish } from '../support/diff.ts';

const { groups, compared } = finish(diff(xdp, tcx, diffScopes(xdp, tcx)));

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
