import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { MPROG_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { deviceCreate } from '../../slots/tables/device-create.ts';
import { deviceQuery } from '../../slots/tables/device-query.ts';
import { deviceRemove } from '../../slots/tables/device-remove.ts';
import { linkClose } from '../../slots/tables/link-close.ts';
import { linkDetach } from '../../slots/tables/link-detach.ts';
import { progClose } from '../../slots/tables/prog-close.ts';
import { qdiscAdd } from '../../slots/tables/qdisc-add.ts';
import { qdiscRemove } from '../../slots/tables/qdisc-remove.ts';
import { qdiscReplace } from '../../slots/tables/qdisc-replace.ts';
import { DEVICE_UAPI } from '../../slots/uapi.ts';
import { LISTS } from '../family.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { linkCreate } from './link-create.ts';
import { linkUpdate } from './link-update.ts';
import { run } from './run.ts';

/** bpf_mprog through tcx, with every fix there is. */
export const tcx = profile({
  name: 'tcx',
  title: `bpf_mprog through tcx, ${KERNELS.tcx.text}`,
  family: LISTS,
  uapi: DEVICE_UAPI,
  keeping: { slotFlags: [], revisionBits: 64 },
  tables: [
    attach,
    linkCreate,
    linkUpdate,
    linkDetach('syscall-link', 'tcx-link'),
    linkClose('syscall-release', 'tcx-link'),
    detach,
    deviceQuery('syscall-query', 'tcx', 'mprog-query'),
    progClose,
    deviceRemove,
    deviceCreate,
    qdiscAdd,
    qdiscRemove,
    qdiscReplace,
    run,
  ],
  properties: MPROG_PROPERTIES,
  model: 'tcx',
});
