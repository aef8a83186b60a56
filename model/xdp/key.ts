import { objectsKey, type Rename } from '../machine/objects-key.ts';
import type { Device } from './device.ts';
import type { System } from './system.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts. Whether a
 * device is another one under its name is told where a program is bound to it: nothing else depends on that.
 */
export function keyOf(system: System, rename: Rename): string {
  const devices = system.hooks.map((device) => deviceKey(system, device, rename)).sort();
  return `${objectsKey(system, rename, rename)}|${devices.join(' ')}`;
}

function deviceKey(system: System, device: Device, rename: Rename): string {
  const { name, where, isFirst, upper, places } = device;
  const other = !isFirst && system.hasBoundTo(device) ? '*' : '';
  const at = places.map(({ prog, link }) => {
    const held = link === null ? '' : `/${rename(link.name)}`;
    return `${prog === null ? '' : rename(prog.name)}${held}`;
  });
  return `${rename(name)}${other}:${where}:${upper === null ? '' : rename(upper.name)}:${at.join(',')}`;
}
