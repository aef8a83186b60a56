import { derive } from '../../derive.ts';
import { KERNELS } from '../kernels.ts';
import { rulesOver, succeed } from '../slots/rules.ts';
import { cgroup } from './cgroup/index.ts';

const rule = rulesOver();

/** What was wrong before f08aaee3152d: the effective entry of a link was found by counting slots in list order. */
export const BY_COUNT = rule('link-update/swap-by-count', {}, succeed('update-link-by-count'), 'cgroup-replace-fix')`
  The slot gets the new program, but the update overwrites the effective entry at the index counted without PREORDER.`;

/** Linux 6.17: a link update counts slots as if none were PREORDER to find what it has to overwrite. */
export const cgroup617 = derive(cgroup, {
  name: 'cgroup-6.17',
  title: `programs of a cgroup with ordering as first released, ${KERNELS['cgroup-6.17'].text}`,
  replace: { 'link-update/swap': BY_COUNT },
  model: 'cgroup-6.17',
});
