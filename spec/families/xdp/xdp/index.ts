import { profile } from '../../../profile.ts';
import { KERNELS } from '../../kernels.ts';
import { XDP } from '../family.ts';
import { PROPERTIES } from '../properties/catalogue.ts';
import { XDP_UAPI } from '../uapi.ts';
import { linkClose, progClose } from './close.ts';
import { deviceCreate, deviceMove, deviceRemove } from './device.ts';
import { linkCreate } from './link-create.ts';
import { linkDetach } from './link-detach.ts';
import { linkUpdate } from './link-update.ts';
import { linkInfo, look, progById } from './look.ts';
import { upperAdd, upperRemove } from './upper.ts';
import { xdpSet } from './xdp-set.ts';

/** XDP at a device: one place for each mode. */
export const xdp = profile({
  name: 'xdp',
  title: `XDP on a device, ${KERNELS.xdp.text}`,
  family: XDP,
  uapi: XDP_UAPI,
  keeping: {},
  tables: [
    xdpSet,
    linkCreate,
    linkUpdate,
    linkDetach,
    linkClose,
    progClose,
    deviceRemove,
    deviceCreate,
    deviceMove,
    upperAdd,
    upperRemove,
    look,
    linkInfo,
    progById,
  ],
  properties: PROPERTIES,
  model: 'xdp',
});
