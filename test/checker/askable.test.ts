import { describe, expect, test } from 'vitest';
import { fuzzScopes } from '../../checker/fuzz/fuzz.ts';
import { askable } from '../../checker/live/askable.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';

/** What a field of an operation may be in the first state of a scope. */
function values(semantics: Profile, scope: Scope, op: string, field: string): readonly unknown[] {
  const { family, keeping } = semantics;
  const { universe, requests } = family.explore(scope, semantics);
  const state = family.initial(universe, keeping);
  return requests.options(op, field, state, requests.hooks(op)[0]!, true).map(({ value }) => value);
}

const SHORT = 'requests with short true (qdisc_add) were not made: memory cannot be made to run out';
const BUSY = 'requests with busy true (device_remove) were not made: nobody can be made to hold a qdisc';

describe('what a kernel is asked', () => {
  const tcx = profileNamed('tcx');
  const { semantics, leftOut } = askable(tcx);
  const { failures, default: usual } = tcx.family.scopes(tcx);
  const many = fuzzScopes(tcx).find(({ name }) => name === 'many-hooks')!;

  test.each([
    ['failures', failures!],
    ['many-hooks', many],
  ])('is nothing that no kernel can be made to do, in the scope %s', (_, scope) => {
    for (const [op, field] of [
      ['qdisc_add', 'short'],
      ['device_remove', 'busy'],
    ] as const) {
      expect(values(tcx, scope, op, field)).toEqual([false, true]);
      expect(values(semantics, scope, op, field)).toEqual([false]);
    }
    expect(leftOut([usual!, scope])).toEqual([expect.stringContaining(SHORT), BUSY]);
  });
  test('is all of a scope in which nothing fails, and nothing is said', () => {
    for (const field of ['flags', 'short'])
      expect(values(semantics, usual!, 'prog_attach', field)).toEqual(values(tcx, usual!, 'prog_attach', field));
    expect(leftOut([usual!])).toEqual([]);
  });
  test('is the removal of a cgroup that is in use: that can be made', () => {
    const cgroup = profileNamed('cgroup');
    const { failures: scope } = cgroup.family.scopes(cgroup);
    const subject = askable(cgroup);
    expect(values(subject.semantics, scope!, 'cgroup_remove', 'busy')).toEqual([false, true]);
    expect(subject.leftOut([scope!])).toEqual([]);
  });
  test('has no flag without a bit', () => {
    const rfc = profileNamed('rfc-v2');
    const { default: scope } = rfc.family.scopes(rfc);
    const subject = askable(rfc);
    expect(values(rfc, scope!, 'prog_attach', 'flags').flat()).toContain('FIRST');
    expect(values(subject.semantics, scope!, 'prog_attach', 'flags').flat()).not.toContain('FIRST');
    expect(subject.leftOut([scope!]).join()).toContain('requests with the flag FIRST (prog_attach');
  });
});
