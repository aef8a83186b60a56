import type { Qdisc, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { Device } from '../machine/device.ts';
import { deviceNamed } from '../machine/device-system.ts';
import { EEXIST, ENODEV, ENOENT, ENOMEM, OK, SPLAT } from '../machine/replies.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/** RTM_NEWQDISC of one more qdisc. */
export function qdiscAdd(system: System, request: RequestOf<'qdisc_add'>): Reply {
  const device = deviceNamed(system, request.device);
  if (!device.present) return ENODEV;
  if (device.qdisc !== 'none') return EEXIST;
  return request.short ? failHalfWay(system, device, request.qdisc) : init(system, device, request.qdisc);
}

/** RTM_DELQDISC. */
export function qdiscRemove(system: System, request: RequestOf<'qdisc_remove'>): Reply {
  const device = deviceNamed(system, request.device);
  if (!device.present) return ENODEV;
  if (device.qdisc === 'none') return ENOENT;
  if (dangles(system, device)) return SPLAT;
  shutDown(system, device);
  return OK;
}

/** Whether the end of the qdisc clears the pointer of the other direction, and frees an entry that is still pointed to. */
export function dangles(system: System, device: Device): boolean {
  if (!system.defects.clearsOtherPointer || device.qdisc !== 'ingress') return false;
  return held(system, device, 'ingress').some((hook) => hook.entry?.count === 0);
}

/** RTM_NEWQDISC that replaces: the new qdisc is made first. */
export function qdiscReplace(system: System, request: RequestOf<'qdisc_replace'>): Reply {
  const device = deviceNamed(system, request.device);
  if (!device.present) return ENODEV;
  const { qdisc: old } = device;
  if (old === request.qdisc) return OK;
  if (old === 'none') return init(system, device, request.qdisc);
  if (system.defects.holdersAreAFlag && held(system, device, old).some((hook) => runsAt(request.qdisc, hook)))
    return SPLAT;
  if (system.fault === 'qdisc/old-goes-first') destroy(system, device, old);
  init(system, device, request.qdisc);
  if (system.fault !== 'qdisc/old-goes-first') destroy(system, device, old);
  return OK;
}

/** What the end of a device does to its qdisc. */
export function shutDown(system: System, device: Device): void {
  if (device.qdisc !== 'none') destroy(system, device, device.qdisc);
  device.qdisc = 'none';
}

/** The end of a qdisc after that of its entries. */
export function forget(device: Device): void {
  device.qdisc = 'none';
  device.filtersGone = true;
}

/** Whether a qdisc runs its filters where a hook is. */
function runsAt(qdisc: Qdisc, hook: Hook): boolean {
  return qdisc === 'clsact' || !hook.isOut;
}

/** The hooks of a device whose entries a qdisc of a kind holds. */
function held(system: System, device: Device, qdisc: Qdisc): readonly Hook[] {
  return system.hooks.filter((hook) => hook.device === device && runsAt(qdisc, hook));
}

function init(system: System, device: Device, qdisc: Qdisc): Reply {
  for (const hook of held(system, device, qdisc)) {
    if (hook.entry === null) hook.createEntry();
    hook.memory.holders++;
  }
  device.qdisc = qdisc;
  device.filtersGone = true;
  return OK;
}

/** The last entry is not to be had: the holds that were taken are given back. */
function failHalfWay(system: System, device: Device, qdisc: Qdisc): Reply {
  const hooks = held(system, device, qdisc);
  // As it was once undone, the hook that failed lost a hold that others had.
  const last = hooks.at(-1);
  if (system.defects.undoesAll && qdisc === 'clsact' && last?.isOut === true && last.entry !== null) return SPLAT;
  if (system.fault === 'qdisc/failure-keeps-hold') {
    const [first] = hooks;
    if (first !== undefined && hooks.length > 1) {
      if (first.entry === null) first.createEntry();
      first.memory.holders++;
    }
  }
  return ENOMEM;
}

function destroy(system: System, device: Device, qdisc: Qdisc): void {
  device.filtersGone = true;
  for (const hook of held(system, device, qdisc)) {
    hook.memory.holders--;
    if (system.fault !== 'qdisc/empty-entry-stays') hook.freeIfEmpty();
  }
}
