import { describe, expect, test } from 'vitest';
import { checkAll } from '../../checker/check/check.ts';
import { compareAlong } from '../../checker/decide/counterexample.ts';
import { FAULTS, type FaultId } from '../../model/mprog/faults.ts';
import { TcxModel } from '../../model/mprog/tcx-model.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import { universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { SCOPES } from '../../spec/families/slots/scopes/scopes.ts';
import { KNOWN } from '../support/known.ts';

/** The scope each fault is found in, the steps of a shortest trace, and what shows it. */
const FOUND: Readonly<
  Record<Exclude<FaultId, `netkit/${string}`>, readonly [scope: keyof typeof SCOPES, steps: number, by: string]>
> = {
  'attach/capacity-by-index': ['boundary', 2, 'outcome'],
  'attach/replace-takes-linked-slot': ['default', 2, 'outcome'],
  'attach/replace-keeps-revision': ['default', 2, 'observation'],
  'attach/replace-puts-new': ['default', 2, 'references'],
  'attach/before-off-by-one': ['default', 3, 'observation'],
  'attach/after-off-by-one': ['default', 2, 'observation'],
  'attach/duplicate-before-stale': ['default', 2, 'outcome'],
  'attach/stale-leaks-subject': ['default', 1, 'references'],
  'attach/duplicate-puts-twice': ['default', 2, 'references'],
  'attach/absent-replace-leaks': ['default', 1, 'references'],
  'attach/idle-relative-unresolved': ['default', 1, 'outcome'],
  'relative/link-not-compared': ['default', 4, 'outcome'],
  'relative/type-unchecked': ['default', 1, 'outcome'],
  'relative/wrong-type-leaks': ['default', 1, 'references'],
  'relative/zero-link-fd-is-none': ['default', 1, 'outcome'],
  'directives/last-one-wins': ['default', 1, 'outcome'],
  'directives/none-needed': ['default', 1, 'outcome'],
  'bundle/peer-not-copied': ['default', 2, 'observation'],
  'detach/stale-ignored': ['default', 2, 'outcome'],
  'detach/replace-accepted': ['default', 2, 'outcome'],
  'detach/full-tail-removable': ['boundary', 2, 'outcome'],
  'detach/linked-slot-removable': ['default', 2, 'outcome'],
  'detach/busy-leaks-subject': ['default', 2, 'references'],
  'detach/terminator-lost': ['default', 3, 'observation'],
  'detach/commit-keeps-reference': ['default', 2, 'references'],
  'detach/empty-entry-stays': ['default', 2, 'observation'],
  'detach/anybody-without-subject': ['callers', 1, 'outcome'],
  'detach/fd-not-enough': ['callers', 1, 'outcome'],
  'link/failed-create-leaks': ['default', 1, 'references'],
  'link/update-same-bumps-revision': ['default', 2, 'observation'],
  'link/update-ignores-old': ['default', 2, 'outcome'],
  'link/update-eperm-leaks': ['default', 2, 'references'],
  'link/update-duplicates': ['default', 3, 'outcome'],
  'link/update-type-unchecked': ['default', 2, 'outcome'],
  'link/update-keeps-old-reference': ['default', 2, 'references'],
  'link/second-detach-fails': ['default', 3, 'outcome'],
  'link/close-keeps-slot': ['default', 2, 'observation'],
  'link/close-detaches': ['holders', 3, 'observation'],
  'link/pin-holds-nothing': ['holders', 2, 'references'],
  'link/unpin-leaks': ['holders', 3, 'references'],
  'link/anybody-by-id': ['holders', 1, 'outcome'],
  'prog/fd-by-id-holds-nothing': ['holders', 3, 'references'],
  'device/direct-programs-leak': ['default', 2, 'references'],
  'device/links-stay-attached': ['default', 2, 'link-state'],
  'device/qdisc-outlives': ['targets', 3, 'device-state'],
  'device/links-found-again': ['targets', 3, 'observation'],
  'qdisc/old-goes-first': ['targets', 4, 'observation'],
  'qdisc/failure-keeps-hold': ['failures', 1, 'hidden-change'],
  'qdisc/empty-entry-stays': ['targets', 3, 'hidden-change'],
  'query/own-output-refused': ['attributes', 1, 'outcome'],
  'query/truncated-count': ['default', 3, 'view'],
  'query/small-buffer-ok': ['default', 3, 'outcome'],
  'query/anybody': ['callers', 1, 'outcome'],
  'query/flags-before-capability': ['callers', 1, 'outcome'],
  'run/pass-goes-on': ['running', 3, 'view'],
  'run/unknown-goes-on': ['running', 3, 'view'],
  'run/unknown-drops': ['running', 2, 'view'],
  'run/filters-left-out': ['filtered', 1, 'view'],
  'run/filters-as-added': ['filtered', 1, 'view'],
  'run/stolen-delivered': ['filtered', 1, 'view'],
  'run/stolen-dropped': ['filtered', 1, 'view'],
  'run/redirect-goes-on': ['redirected', 3, 'view'],
  'run/target-of-a-slot': ['redirected', 3, 'view'],
  'run/next-redirects': ['redirected', 2, 'view'],
  'run/redirected-told': ['redirected', 3, 'view'],
  'run/peer-left-out': ['redirected', 1, 'view'],
  'run/filter-never-redirects': ['filtered', 1, 'view'],
  'device/peer-stays': ['redirected', 1, 'observation'],
};

describe('a planted fault', () => {
  test.each(Object.entries(FOUND))('is found: %s', (id, [scope, steps, by]) => {
    const fault = id as FaultId;
    const { explored } = checkAll(tcx, new TcxModel({ fault }), SCOPES[scope], KNOWN);
    const { ending } = explored;
    if (ending.is !== 'failed') throw new Error('not found');
    expect([ending.path.length, ending.failure.is]).toEqual([steps, by]);
    // The steps in front of the last are all as they should be.
    const compared = compareAlong(tcx, new TcxModel({ fault }), universeOf(SCOPES[scope]), ending.path);
    for (const { spec, model } of compared.slice(0, -1)) expect(model).toEqual(spec);
  });

  test('is told apart from none', () => {
    expect(Object.keys(FOUND).toSorted()).toEqual(Object.keys(FAULTS).toSorted());
    expect(Object.keys(FAULTS).length).toBeGreaterThanOrEqual(15);
    for (const { sentence } of Object.values(FAULTS)) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });
});
