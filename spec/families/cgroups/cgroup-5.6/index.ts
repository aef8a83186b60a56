import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { OLD_CGROUP_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { progClose } from '../../slots/tables/prog-close.ts';
import { OLD_CGROUP_UAPI } from '../../slots/uapi.ts';
import { CGROUPS } from '../family.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { query } from './query.ts';
import { run } from './run.ts';

/** Programs of a cgroup and attach type, Linux 5.6: ALLOW_MULTI with REPLACE, before links, ordering and revisions. */
export const cgroup56 = profile({
  name: 'cgroup-5.6',
  title: `programs of a cgroup with ALLOW_MULTI and REPLACE, ${KERNELS['cgroup-5.6'].text}`,
  family: CGROUPS,
  uapi: OLD_CGROUP_UAPI,
  keeping: { slotFlags: [], revisionBits: 0, effectiveTellsMode: true },
  tables: [attach, detach, query, progClose, run],
  properties: OLD_CGROUP_PROPERTIES,
  model: 'cgroup-5.6',
});
