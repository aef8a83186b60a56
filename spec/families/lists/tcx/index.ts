import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { MPROG_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { deviceCreate } from '../../slots/tables/device-create.ts';
import { deviceQuery } from '../../slots/tables/device-query.ts';
import { deviceRemove } from '../../slots/tables/device-remove.ts';
import { linkCloseHeld } from '../../slots/tables/link-close-held.ts';
import { linkDetach } from '../../slots/tables/link-detach.ts';
import { linkOpen } from '../../slots/tables/link-open.ts';
import { linkPin, linkUnpin } from '../../slots/tables/link-pin.ts';
import { progClose } from '../../slots/tables/prog-close.ts';
import { progOpen } from '../../slots/tables/prog-open.ts';
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
    linkCloseHeld('syscall-release', 'tcx-link'),
    linkOpen,
    linkPin,
    linkUnpin,
    detach,
    deviceQuery('syscall-query', 'tcx', 'mprog-query'),
    progClose,
    progOpen,
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
