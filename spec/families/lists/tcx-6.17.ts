import type { Derivation } from '../../derivation-form.ts';
import { derive } from '../../derive.ts';
import { KERNELS } from '../kernels.ts';
import type { netAdmin } from '../slots/facts/caller.ts';
import type { DIRECTIVES } from '../slots/facts/directives.ts';
import { rulesOver, succeed } from '../slots/rules.ts';
import { tcx } from './tcx/index.ts';

const rule = rulesOver<readonly [...typeof DIRECTIVES, typeof netAdmin]>();

const LAST = rule('detach/last', { directives: 'none', netAdmin: true }, succeed('remove'), 'mprog-detach')`
  With nothing designated the last slot is removed.`;

/** Where nothing is designated, and the one who asks lacks CAP_NET_ADMIN. */
const BY_ANYBODY = { directives: 'none', netAdmin: false } as const;

const LAST_FOR_ANYBODY = rule('detach/last-for-anybody', BY_ANYBODY, succeed('remove'), 'detach-capability')`
  With nothing designated the last slot is removed, also for a caller that lacks CAP_NET_ADMIN.`;

/** What was wrong before ae23bc81ddf7: who held no fd of a program, and had no capability, could detach it all the same. */
export const DETACH_FOR_ANYBODY = {
  remove: ['detach/unnamed-without-capability'],
  replace: { 'detach/last': LAST },
  insert: [{ before: 'detach/last', rules: [LAST_FOR_ANYBODY] }],
} as const satisfies Partial<Derivation>;

/** Linux 6.6 to 6.17: a detach that names no program asks for no capability. */
export const tcx617 = derive(tcx, {
  ...DETACH_FOR_ANYBODY,
  name: 'tcx-6.17',
  title: `bpf_mprog through tcx before a detach asked for a capability, ${KERNELS['tcx-6.17'].text}`,
  model: 'tcx-6.17',
});
