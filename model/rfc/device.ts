import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { deviceNamed } from '../machine/device-world.ts';
import { putProg } from '../machine/references.ts';
import { ENODEV, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import type { World } from './world.ts';

/** Removal of a device: its hooks lose every slot, and the links on them become defunct. */
export function deviceRemove(world: World, request: RequestOf<'device_remove'>): Reply {
  const device = deviceNamed(world, request.device);
  if (!device.present) return ENODEV;
  device.present = false;
  for (const hook of world.hooks) if (hook.device === device) uninstall(world, hook.entry);
  return OK;
}

function uninstall(world: World, entry: Entry): void {
  const { progs, links, count } = entry.slots;
  if (!entry.exists) return;
  for (let index = 0; index < count; index++) {
    const link = links[index]!;
    if (link === null) putProg(world, progs[index]!);
    else link.hook = null;
  }
  entry.free();
}
