import { derive } from '../../derive.ts';
import { KERNELS } from '../kernels.ts';
import { type ANCHOR, type FindAnchor, preorderBy, relativeBy } from '../slots/facts/anchor.ts';
import { fail, NOWHERE, rulesOver } from '../slots/rules.ts';
import { progOfRelative, slotsOf } from '../slots/state.ts';
import { cgroup } from './cgroup/index.ts';

const rule = rulesOver<typeof ANCHOR>();

/** The first slot with the program of the relative, directly or through whichever link. */
const placeByProgram: FindAnchor = (state, hook, relative) => {
  const prog = progOfRelative(state, relative);
  const place = slotsOf(state, hook).findIndex((slot) => slot.prog === prog);
  return place === -1 ? NOWHERE : place;
};

const PLACED = ['prog_attach', 'link_create'] as const;

const ZERO_LINK = [
  rule('attach/anchor-zero-link', { relative: 'zero-link' }, fail('EINVAL'), 'cgroup-v3')`
    LINK without ID needs a value: 0 is never taken for the fd of a link.`,
];

/** The third posting of the ordering series: any kind of relative will do, and it is found by its program alone. */
export const cgroupV3 = derive(cgroup, {
  name: 'cgroup-v3-posted',
  title: `programs of a cgroup with ordering as posted for the third time: ${KERNELS['cgroup-v3-posted'].text}`,
  remove: ['attach/anchor-of-other-kind', 'link-create/anchor-of-other-kind'],
  insert: [{ before: 'attach/anchor-fd-not-open', rules: ZERO_LINK }],
  facts: [
    { of: PLACED, ...relativeBy(placeByProgram) },
    { of: PLACED, ...preorderBy(placeByProgram) },
  ],
  places: [
    { of: PLACED, reads: 'relative', find: (state, { hook, relative }) => placeByProgram(state, hook, relative) },
  ],
  model: 'cgroup-v3-posted',
});
