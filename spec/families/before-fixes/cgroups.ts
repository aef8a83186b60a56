import { derive } from '../../derive.ts';
import type { Reach } from '../../fix.ts';
import { cgroup } from '../cgroups/cgroup/index.ts';
import { BY_COUNT, WRITTEN_PAST } from '../cgroups/cgroup-6.17.ts';

/** A link update beside PREORDER. */
export const updateBesidePreorder: Reach = {
  is: 'expected',
  fixed: cgroup,
  before: derive(cgroup, {
    name: 'before-f08aaee3152d',
    title: 'programs of a cgroup with ordering without the fix f08aaee3152d',
    replace: { 'link-update/swap': BY_COUNT },
    model: 'before-f08aaee3152d',
  }),
};

/** A query whose attribute has no room for a revision. */
export const shortQuery: Reach = {
  is: 'expected',
  fixed: cgroup,
  before: derive(cgroup, {
    ...WRITTEN_PAST,
    name: 'before-21c4b99b27f3',
    title: 'programs of a cgroup with ordering without the fix 21c4b99b27f3',
    model: 'before-21c4b99b27f3',
  }),
};
