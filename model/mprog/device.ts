import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { Device } from '../machine/device.ts';
import { deviceNamed } from '../machine/device-system.ts';
import { putProg } from '../machine/references.ts';
import { EACCES, EEXIST, EINVAL, ENODEV, ENXIO, OK, SPLAT, UNDEFINED } from '../machine/replies.ts';
import type { Hook } from './hook.ts';
import { dangles, forget, shutDown } from './qdisc.ts';
import type { System } from './system.ts';

/** Whether the index that a request passes leads to a hook: OK, or why it does not. */
export function reach(system: System, hook: Hook): Reply {
  if (hook.named === 'other') return system.fault === 'netkit/other-kind-invalid' ? EINVAL : ENXIO;
  if (!hook.device.present) return ENODEV;
  if (hook.named === 'peer') return system.fault === 'netkit/peer-not-found' ? ENODEV : EACCES;
  return OK;
}

/** Removal of a device: its hooks lose every slot, and the links on them become defunct. */
export function deviceRemove(system: System, request: RequestOf<'device_remove'>): Reply {
  const device = deviceNamed(system, request.device);
  if (!device.present) return ENODEV;
  // The walk over the slots has no terminator to stop at.
  for (const hook of system.hooks) if (hook.device === device && isOverfull(system, hook)) return UNDEFINED;
  const isHeld = request.busy && device.qdisc !== 'none';
  // Lists are taken away while somebody still has the qdisc: its entries are its own to free.
  if ((isHeld && system.defects.uninstallFreesHeld) || dangles(system, device)) return SPLAT;
  unregister(system, device, isHeld);
  const peer = peerOf(system, device.name);
  if (peer !== null && system.fault !== 'device/peer-stays') unregister(system, peer, false);
  return OK;
}

function unregister(system: System, device: Device, isHeld: boolean): void {
  device.present = false;
  if (!isHeld && system.fault !== 'device/qdisc-outlives') shutDown(system, device);
  for (const hook of system.hooks) if (hook.device === device) uninstall(system, hook);
  // The entries that it held are freed already.
  if (isHeld) forget(device);
}

/** The device at the other end of the cable, which goes with this one. */
function peerOf(system: System, name: string): Device | null {
  for (const place of Object.values(system.universe.hooks)) {
    if (place.kind !== 'tcx' || place.peer === undefined) continue;
    if (place.device === name) return deviceNamed(system, place.peer);
    if (place.peer === name) return deviceNamed(system, place.device);
  }
  return null;
}

/** A device of that name again: nothing of the former is left but its links. */
export function deviceCreate(system: System, request: RequestOf<'device_create'>): Reply {
  const device = deviceNamed(system, request.device);
  if (device.present) return EEXIST;
  device.present = true;
  if (system.fault === 'device/links-found-again') reattach(system, device);
  return OK;
}

/** Only a fault: links of the former device are taken for links of this one. */
function reattach(system: System, device: Device): void {
  for (const link of system.links)
    if (link.refs > 0 && !link.foreign && link.hook === null) {
      const hook = system.hooks.find((each) => each.device === device)!;
      const bundle = hook.entry ?? hook.createEntry();
      bundle.insert(bundle.count, link.prog!, link);
      bundle.revision++;
      link.hook = hook;
      return;
    }
}

function isOverfull(system: System, hook: Hook): boolean {
  return system.defects.limitsByIndex && hook.entry !== null && hook.entry.count > hook.entry.capacity;
}

function uninstall(system: System, hook: Hook): void {
  const bundle = hook.entry;
  if (bundle === null) return;
  hook.freeEntry();
  const { progs, links, size } = bundle.active;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const link = links[index]!;
    if (link === null) {
      if (system.fault !== 'device/direct-programs-leak') putProg(system, progs[index]!);
    } else if (system.fault !== 'device/links-stay-attached') link.hook = null;
  }
}
