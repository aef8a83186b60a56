import { derive } from '../../derive.ts';
import { KERNELS } from '../kernels.ts';
import type { REPLACE, unknownFlag } from '../slots/facts/flags.ts';
import { PREORDER_PROPERTIES } from '../slots/properties/catalogue.ts';
import { fail, rulesOver, succeed } from '../slots/rules.ts';
import { cgroup61 } from './cgroup-6.1/index.ts';
import { BY_COUNT, FREED_RUNS } from './cgroup-6.17.ts';

const rule = rulesOver<readonly [ReturnType<typeof unknownFlag>, typeof REPLACE]>();

const UNKNOWN_FLAG = rule('attach/unknown-flag', { unknownFlag: true }, fail('EINVAL'), 'cgroup-preorder')`
  Only ALLOW_OVERRIDE, ALLOW_MULTI, REPLACE and PREORDER are known flags.`;

const REPLACED = rule('attach/replace', { REPLACE: true }, succeed('replace'), 'cgroup-preorder')`
  The subject takes the slot of the program to replace, with its own flags.`;

/**
 * Linux 6.15: as 6.1, and an attach may say PREORDER, which its slot keeps. Links take none; an update counts slots as if none
 * were PREORDER.
 */
export const cgroupPreorderOnly = derive(cgroup61, {
  name: 'cgroup-preorder-only',
  title: `programs of a cgroup with PREORDER and no other order, ${KERNELS['cgroup-preorder-only'].text}`,
  remove: ['attach/preorder-unknown'],
  replace: { 'attach/unknown-flag': UNKNOWN_FLAG, 'attach/replace': REPLACED, 'link-update/swap': BY_COUNT },
  ...FREED_RUNS,
  slotFlags: ['PREORDER'],
  properties: PREORDER_PROPERTIES,
  model: 'cgroup-preorder-only',
});
