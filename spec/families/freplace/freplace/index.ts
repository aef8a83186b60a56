import { type Profile, profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { FREPLACE } from '../family.ts';
import { PROPERTIES } from '../properties/index.ts';
import { UAPI } from '../uapi.ts';
import { linkCreate, rawOpen } from './attach.ts';
import { linkClose, linkDetach, linkPin, linkUnpin, linkUpdate } from './link.ts';
import { arrayDelete, arrayPut, deviceSet, gracePeriod, progClose, progOpen } from './prog.ts';
import { progLoad, targetLoad } from './prog-load.ts';

/** Extension programs as merged: one saved target, spent by the first attach, and links that hold theirs. */
export const freplace: Profile = profile({
  name: 'freplace',
  title: `programs that take the place of functions of others (BPF_PROG_TYPE_EXT), ${KERNELS.freplace.text}`,
  family: FREPLACE,
  uapi: UAPI,
  keeping: { saved: 'held' },
  tables: [
    progLoad,
    targetLoad,
    linkCreate,
    rawOpen,
    linkUpdate,
    linkDetach,
    linkClose,
    linkPin,
    linkUnpin,
    progClose,
    progOpen,
    arrayPut,
    arrayDelete,
    deviceSet,
    gracePeriod,
  ],
  properties: PROPERTIES,
  model: 'freplace',
});
