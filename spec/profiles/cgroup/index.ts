import { derive } from '../../derive.ts';
import { profile } from '../../profile.ts';
import { CGROUP_PROPERTIES } from '../../properties/catalogue.ts';
import { NOWHERE } from '../../rule.ts';
import { progOfRelative, slotsOf } from '../../state.ts';
import { CGROUP_UAPI } from '../../uapi.ts';
import { KERNELS } from '../kernels.ts';
import { progClose } from '../tcx/lifetime.ts';
import { anchorFacts, type FindAnchor } from './aspects.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { linkClose, linkDetach, linkUpdate } from './link.ts';
import { linkCreate } from './link-create.ts';
import { zeroLinkRule } from './placement.ts';
import { query } from './query.ts';
import { recount } from './recount.ts';

/** Programs of a cgroup and attach type, Linux 6.18. */
export const cgroup = profile({
  name: 'cgroup',
  title: `programs of a cgroup with ordering, ${KERNELS.cgroup.text}`,
  uapi: CGROUP_UAPI,
  keeping: { slotFlags: ['PREORDER'], revisionBits: 64 },
  tables: [attach, linkCreate, linkUpdate, linkDetach, linkClose, detach, query, progClose],
  properties: CGROUP_PROPERTIES,
  model: 'cgroup',
});

/** Linux 6.17: a link update counts slots as if none were PREORDER to find what it has to overwrite. */
export const cgroup617 = derive(cgroup, {
  name: 'cgroup-6.17',
  title: `programs of a cgroup with ordering as first released, ${KERNELS['cgroup-6.17'].text}`,
  replace: { 'link-update/swap': recount },
  model: 'cgroup-6.17',
});

/** The first slot with the program of the relative, directly or through whichever link. */
const placeByProgram: FindAnchor = (state, hook, relative) => {
  const prog = progOfRelative(state, relative);
  const place = slotsOf(state, hook).findIndex((slot) => slot.prog === prog);
  return place === -1 ? NOWHERE : place;
};

const PLACED = ['prog_attach', 'link_create'] as const;

/** The third posting of the ordering series: any kind of relative will do, and it is found by its program alone. */
export const cgroupV3 = derive(cgroup, {
  name: 'cgroup-v3-posted',
  title: `programs of a cgroup with ordering as posted for the third time: ${KERNELS['cgroup-v3-posted'].text}`,
  remove: ['attach/anchor-of-other-kind', 'link-create/anchor-of-other-kind'],
  insert: [{ before: 'attach/anchor-fd-not-open', rules: [zeroLinkRule('attach', 'cgroup-v3')] }],
  facts: anchorFacts(PLACED, placeByProgram),
  places: [
    { of: PLACED, reads: 'relative', find: (state, { hook, relative }) => placeByProgram(state, hook, relative) },
  ],
  model: 'cgroup-v3-posted',
});
