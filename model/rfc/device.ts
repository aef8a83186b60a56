import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { deviceNamed } from '../machine/device-system.ts';
import { putProg } from '../machine/references.ts';
import { ENODEV, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import type { System } from './system.ts';

/** Removal of a device: its hooks lose every slot, and the links on them become defunct. */
export function deviceRemove(system: System, request: RequestOf<'device_remove'>): Reply {
  const device = deviceNamed(system, request.device);
  if (!device.present) return ENODEV;
  device.present = false;
  for (const hook of system.hooks) if (hook.device === device) uninstall(system, hook.entry);
  return OK;
}

function uninstall(system: System, entry: Entry): void {
  const { progs, links, count } = entry.slots;
  if (!entry.exists) return;
  for (let index = 0; index < count; index++) {
    const link = links[index]!;
    if (link === null) putProg(system, progs[index]!);
    else link.hook = null;
  }
  entry.free();
}
