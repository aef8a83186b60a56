import type { Prog } from '../machine/objects.ts';
import { EINVAL, EOPNOTSUPP, ERANGE, OK, type Plain } from '../machine/replies.ts';
import { type Device, DRV_MODE, HW_MODE, type Mode, SKB_MODE } from './device.ts';
import { DRV, HW, SKB } from './flags.ts';
import type { System } from './system.ts';

/** The mode that flags ask for, or the best that the device has. */
export function modeFor(device: Device, flags: number): Mode {
  if ((flags & HW) !== 0) return HW_MODE;
  if ((flags & DRV) !== 0) return DRV_MODE;
  if ((flags & SKB) !== 0) return SKB_MODE;
  return device.hasDriverXdp ? DRV_MODE : SKB_MODE;
}

/**
 * Puts a program into the place of a mode, or takes it out (null), if whoever runs it agrees: the stack in SKB mode, else the
 * driver. References are the caller's.
 */
export function install(system: System, device: Device, mode: Mode, prog: Prog | null): Plain {
  if (mode !== SKB_MODE) {
    if (!device.hasDriverXdp) return EOPNOTSUPP;
    const refused = askVeth(system, device, mode, prog);
    if (refused !== OK) return refused;
  }
  device.places[mode]!.prog = prog;
  return OK;
}

/** The driver of veth. It runs a program on one buffer, unless the program is fit for more. */
function askVeth(system: System, device: Device, mode: Mode, prog: Prog | null): Plain {
  if (mode === HW_MODE) return EINVAL;
  if (prog !== null && device.hasLargeMtu && !system.loadedAs(prog).frags) {
    if (system.fault === 'install/large-mtu-for-all') return OK;
    return ERANGE;
  }
  return OK;
}
