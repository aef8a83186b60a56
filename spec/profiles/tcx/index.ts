import { profile } from '../../profile.ts';
import { MPROG_PROPERTIES } from '../../properties/catalogue.ts';
import { DEVICE_UAPI } from '../../uapi.ts';
import { KERNELS } from '../kernels.ts';
import { attach } from './attach.ts';
import { detach } from './detach.ts';
import { deviceRemove, progClose } from './lifetime.ts';
import { linkClose, linkDetach, linkUpdate } from './link.ts';
import { linkCreate } from './link-create.ts';
import { query } from './query.ts';

/** bpf_mprog as merged, through tcx: Linux 6.6 and later, with the fixes up to 6.18. */
export const tcx = profile({
  name: 'tcx',
  title: `bpf_mprog through tcx, ${KERNELS.tcx.text}`,
  uapi: DEVICE_UAPI,
  keeping: { slotFlags: [], revisionBits: 64 },
  tables: [attach, linkCreate, linkUpdate, linkDetach, linkClose, detach, query, progClose, deviceRemove],
  properties: MPROG_PROPERTIES,
  model: 'tcx',
});
