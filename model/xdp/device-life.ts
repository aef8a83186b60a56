import type { RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { putProg } from '../machine/references.ts';
import { EEXIST, EINVAL, ENODEV, OK, type Plain } from '../machine/replies.ts';
import type { Device } from './device.ts';
import { releaseLink } from './release.ts';
import { deviceHere, type System } from './system.ts';

/** RTM_DELLINK. */
export function deviceRemove(system: System, request: RequestOf<'device_remove'>): Plain {
  const device = deviceHere(system, request.device);
  if (device === null) return ENODEV;
  for (const place of device.places) {
    const { prog, link } = place;
    if (prog === null) continue;
    if (link === null) {
      if (system.fault !== 'remove/netlink-keeps-reference') putProg(system, prog);
    } else if (system.fault !== 'remove/link-not-told') link.hook = null;
    place.prog = null;
    place.link = null;
  }
  leave(device);
  for (const port of system.hooks) if (port.upper === device) leave(port);
  device.where = 'gone';
  return OK;
}

/** RTM_NEWLINK of a device under the name of one that is gone. Throws where a device has that name in another namespace. */
export function deviceCreate(system: System, request: RequestOf<'device_create'>): Plain {
  const device = hookNamed(system, request.device);
  if (device.where === 'here') return EEXIST;
  if (device.where === 'moved')
    throw new Error(
      `device_create: expected the name of a device that is gone, found "${device.name}", which was moved`,
    );
  device.where = 'here';
  device.isFirst = false;
  return OK;
}

/** RTM_SETLINK with IFLA_NET_NS_FD. What is attached moves along. */
export function deviceMove(system: System, request: RequestOf<'device_move'>): Plain {
  const device = deviceHere(system, request.device);
  if (device === null) return ENODEV;
  if (device.kind === 'bridge') return EINVAL;
  leave(device);
  if (system.fault === 'move/detaches')
    for (const { link } of device.places) if (link !== null) releaseLink(system, link);
  device.where = 'moved';
  return OK;
}

/** A device is no port any more. */
export function leave(device: Device): void {
  device.upper = null;
}
