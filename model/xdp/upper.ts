import type { RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { EINVAL, ELOOP, ENODEV, EOPNOTSUPP, OK, type Plain } from '../machine/replies.ts';
import { leave } from './device-life.ts';
import { deviceHere, type System } from './system.ts';

/** RTM_SETLINK with IFLA_MASTER. A port leaves its bridge before anything is asked of the other one. */
export function upperAdd(system: System, request: RequestOf<'upper_add'>): Plain {
  const device = deviceHere(system, request.device);
  if (device === null) return ENODEV;
  const upper = deviceHere(system, request.upper);
  if (device.upper !== null && device.upper === upper) return OK;
  leave(device);
  if (upper === null) return EINVAL;
  if (upper.kind !== 'bridge') return EOPNOTSUPP;
  if (device.kind === 'bridge') return ELOOP;
  device.upper = upper;
  return OK;
}

/** The same with no master. */
export function upperRemove(system: System, request: RequestOf<'upper_remove'>): Plain {
  const device = deviceHere(system, request.device);
  if (device === null) return ENODEV;
  leave(device);
  return OK;
}
