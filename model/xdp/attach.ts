import { hookNamed } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EBUSY, EEXIST, EINVAL, OK, type Plain } from '../machine/replies.ts';
import { type Device, DRV_MODE, HW_MODE, type Mode, SKB_MODE, type XdpState } from './device.ts';
import { install, modeFor } from './driver.ts';
import { asksForSeveralModes, MODES, REPLACE, UPDATE_IF_NOEXIST } from './flags.ts';
import type { System } from './system.ts';

/**
 * Sets a program at the place of a mode, or clears it (null), as netlink does. On success the reference on the program that the
 * caller has is the place's. `expected` counts under REPLACE only.
 */
export function attachByNetlink(
  system: System,
  device: Device,
  flags: number,
  prog: Prog | null,
  expected: Prog | null,
): Plain {
  const mode = modeFor(device, flags);
  const place = device.places[mode]!;
  if (isUnclear(device, flags)) return EINVAL;
  if (place.link !== null && system.fault !== 'set/over-link') return EBUSY;
  if (isBelowProgram(system, device) && !(prog === null && system.fault === 'clear/upper-unseen')) return EEXIST;
  const there = place.prog;
  if ((flags & REPLACE) !== 0 && there !== expected && system.fault !== 'set/expected-ignored') return EEXIST;
  if (prog !== null && (flags & UPDATE_IF_NOEXIST) !== 0 && !isFree(system, there, prog)) return EBUSY;
  if (prog === null && system.fault === 'clear/other-mode-refused' && isOtherTaken(device, mode)) return EEXIST;
  const reply = put(system, device, mode, prog);
  if (reply !== OK) return reply;
  settle(system, place, there, prog);
  return OK;
}

/** The same for a link, whose program is `prog`; what is left is to give the place the link. */
export function attachByLink(system: System, device: Device, flags: number, prog: Prog): Plain {
  if ((flags & ~MODES) !== 0 || asksForSeveralModes(flags)) return EINVAL;
  if (isUnclear(device, flags)) return EINVAL;
  const mode = modeFor(device, flags);
  const place = device.places[mode]!;
  if (place.link !== null) return EBUSY;
  if (isBelowProgram(system, device)) return EEXIST;
  const there = place.prog;
  if (there === null) return put(system, device, mode, prog);
  if (there !== prog || system.fault !== 'create/joins-netlink') return EBUSY;
  putProg(system, there);
  return OK;
}

/** Whether no mode is asked for where more than one has a program: only a fault, or a device that offloads, can have that. */
function isUnclear(device: Device, flags: number): boolean {
  return (flags & MODES) === 0 && device.progCount > 1;
}

/** Whether a bridge above the device has a program, whatever the mode. */
function isBelowProgram(system: System, { upper }: Device): boolean {
  if (upper === null) return false;
  if (system.fault === 'upper/links-unseen')
    return upper.places.some(({ prog, link }) => prog !== null && link === null);
  return upper.progCount > 0;
}

function isFree(system: System, there: Prog | null, prog: Prog): boolean {
  return there === null || (there === prog && system.fault === 'set/noexist-takes-same');
}

/** Puts a program into a place, if it may go there and the driver agrees; whoever held the place is not asked. */
function put(system: System, device: Device, mode: Mode, prog: Prog | null): Plain {
  const place = device.places[mode]!;
  if (prog !== null) {
    const refused = admit(system, device, mode, prog);
    if (refused !== OK) return refused;
  }
  if (prog === place.prog) return OK;
  const there = place.prog;
  const refused = install(system, device, mode, prog);
  if (refused !== OK && there !== null && system.fault === 'install/refusal-empties') {
    place.prog = null;
    putProg(system, there);
  }
  return refused;
}

/** Whether a program may go to the place of a mode, whatever is there. */
function admit(system: System, device: Device, mode: Mode, prog: Prog): Plain {
  if (mode !== HW_MODE && isOtherTaken(device, mode) && system.fault !== 'place/modes-side-by-side') return EEXIST;
  const { boundTo, expects } = system.loadedAs(prog);
  if (boundTo !== 'none') {
    if (!fits(system, hookNamed(system, boundTo), device)) return EINVAL;
    if (mode === SKB_MODE && system.fault !== 'bound/skb-taken') return EINVAL;
  }
  return expects === 'devmap' || expects === 'cpumap' ? EINVAL : OK;
}

/**
 * Whether a program that is bound to a device (`own`) fits another. Two devices that have bound programs count as one where neither
 * offloads, which none does here.
 */
function fits(system: System, own: Device, device: Device): boolean {
  if (system.fault === 'bound/by-name') return own === device;
  if (!own.isBoundOne) return false;
  return (
    own === device || (device.isBoundOne && system.hasLiveBoundTo(device) && system.fault !== 'bound/own-device-alone')
  );
}

/** SKB and DRV exclude each other. */
function isOtherTaken(device: Device, mode: Mode): boolean {
  return device.places[mode === SKB_MODE ? DRV_MODE : SKB_MODE]!.prog !== null;
}

/** Drops the reference that the place had on its last program; where it is the same, the caller's is one too many. */
function settle(system: System, place: XdpState, there: Prog | null, prog: Prog | null): void {
  // Only a fault takes the place from a link, which keeps the reference.
  const isLinks = place.link !== null;
  place.link = null;
  if (there === null || isLinks) return;
  const isLeak =
    there === prog ? system.fault === 'set/same-keeps-reference' : system.fault === 'set/old-keeps-reference';
  if (!isLeak) putProg(system, there);
}
