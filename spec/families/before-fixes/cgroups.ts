import type { Derivation } from '../../derivation-form.ts';
import { cgroup } from '../cgroups/cgroup/index.ts';
import { BY_COUNT, FREED_RUNS, WRITTEN_PAST } from '../cgroups/cgroup-6.17.ts';
import { without } from './without.ts';

const before = (commit: string, defect: Partial<Derivation>) =>
  without(cgroup, 'programs of a cgroup with ordering', commit, defect);

/** A link update beside PREORDER. */
export const updateBesidePreorder = before('f08aaee3152d', {
  ...FREED_RUNS,
  replace: { 'link-update/swap': BY_COUNT },
});

/** A query whose attribute has no room for a revision. */
export const shortQuery = before('21c4b99b27f3', WRITTEN_PAST);
