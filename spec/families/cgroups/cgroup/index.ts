import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { CGROUP_PROPERTIES } from '../../slots/properties/catalogue.ts';
import { cgroupCreate } from '../../slots/tables/cgroup-create.ts';
import { cgroupRemove } from '../../slots/tables/cgroup-remove.ts';
import { linkCloseHeld } from '../../slots/tables/link-close-held.ts';
import { linkDetach } from '../../slots/tables/link-detach.ts';
import { linkOpen } from '../../slots/tables/link-open.ts';
import { linkPin, linkUnpin } from '../../slots/tables/link-pin.ts';
import { progClose } from '../../slots/tables/prog-close.ts';
import { progOpen } from '../../slots/tables/prog-open.ts';
import { socketClose } from '../../slots/tables/socket-close.ts';
import { socketCreate } from '../../slots/tables/socket-create.ts';
import { CGROUP_UAPI } from '../../slots/uapi.ts';
import { CGROUPS } from '../family.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { linkCreate } from './link-create.ts';
import { linkUpdate } from './link-update.ts';
import { query } from './query.ts';
import { runOfSocket } from './run-of-socket.ts';

/** Programs of a cgroup and attach type, Linux 6.18. */
export const cgroup = profile({
  name: 'cgroup',
  title: `programs of a cgroup with ordering, ${KERNELS.cgroup.text}`,
  family: CGROUPS,
  uapi: CGROUP_UAPI,
  keeping: { slotFlags: ['PREORDER'], revisionBits: 64 },
  tables: [
    attach,
    linkCreate,
    linkUpdate,
    linkDetach('syscall-link', 'cgroup-link'),
    linkCloseHeld('syscall-release', 'cgroup-link'),
    linkOpen,
    linkPin,
    linkUnpin,
    detach,
    query,
    progClose,
    progOpen,
    runOfSocket,
    cgroupRemove,
    cgroupCreate,
    socketCreate,
    socketClose,
  ],
  properties: CGROUP_PROPERTIES,
  model: 'cgroup',
});
