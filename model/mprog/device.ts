import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { deviceNamed } from '../machine/device-world.ts';
import { putProg } from '../machine/references.ts';
import { ENODEV, OK, UNDEFINED } from '../machine/replies.ts';
import type { Hook } from './hook.ts';
import type { World } from './world.ts';

/** Removal of a device: its hooks lose every slot, and the links on them become defunct. */
export function deviceRemove(world: World, request: RequestOf<'device_remove'>): Reply {
  const device = deviceNamed(world, request.device);
  if (!device.present) return ENODEV;
  // The walk over the slots has no terminator to stop at.
  for (const hook of world.hooks) if (hook.device === device && isOverfull(world, hook)) return UNDEFINED;
  device.present = false;
  for (const hook of world.hooks) if (hook.device === device) uninstall(world, hook);
  return OK;
}

function isOverfull(world: World, hook: Hook): boolean {
  return world.isFirstMerge && hook.entry !== null && hook.entry.count > hook.entry.capacity;
}

function uninstall(world: World, hook: Hook): void {
  const bundle = hook.entry;
  if (bundle === null) return;
  hook.freeEntry();
  const { progs, links, size } = bundle.active;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const link = links[index]!;
    if (link === null) {
      if (world.fault !== 'device/direct-programs-leak') putProg(world, progs[index]!);
    } else if (world.fault !== 'device/links-stay-attached') link.hook = null;
  }
}
