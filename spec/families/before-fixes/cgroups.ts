import { derive } from '../../derive.ts';
import type { Reach } from '../../fix.ts';
import { cgroup } from '../cgroups/cgroup/index.ts';
import { BY_COUNT } from '../cgroups/cgroup-6.17.ts';

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
