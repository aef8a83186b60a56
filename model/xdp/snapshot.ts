import type { Prog } from '../machine/objects.ts';
import type { SavedParts } from '../machine/parts.ts';
import type { Device, Link, Whereabouts } from './device.ts';
import type { System } from './system.ts';

/** A device as it was: its places in turn, each a program and a link. */
interface SavedDevice {
  readonly where: Whereabouts;
  readonly isFirst: boolean;
  readonly upper: Device | null;
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link | null)[];
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly parts: SavedParts;
  readonly devices: readonly SavedDevice[];
}

/** Writes down everything that a request can change. */
export function save(system: System): Snapshot {
  const devices = system.hooks.map(({ where, isFirst, upper, places }) => ({
    where,
    isFirst,
    upper,
    progs: places.map(({ prog }) => prog),
    links: places.map(({ link }) => link),
  }));
  return Object.freeze({ parts: system.parts.save(), devices });
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, { parts, devices }: Snapshot): void {
  system.parts.restore(parts);
  for (let index = 0; index < devices.length; index++) {
    const [device, saved] = [system.hooks[index]!, devices[index]!];
    device.where = saved.where;
    device.isFirst = saved.isFirst;
    device.upper = saved.upper;
    for (let mode = 0; mode < device.places.length; mode++) {
      device.places[mode]!.prog = saved.progs[mode]!;
      device.places[mode]!.link = saved.links[mode]!;
    }
  }
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(system: System, { parts, devices }: Snapshot): boolean {
  if (!system.parts.areSame(parts)) return false;
  for (let index = 0; index < devices.length; index++)
    if (!isSameDevice(system.hooks[index]!, devices[index]!)) return false;
  return true;
}

function isSameDevice(device: Device, saved: SavedDevice): boolean {
  const { where, isFirst, upper, places } = device;
  if (where !== saved.where || isFirst !== saved.isFirst || upper !== saved.upper) return false;
  for (let mode = 0; mode < places.length; mode++) {
    const place = places[mode]!;
    if (place.prog !== saved.progs[mode] || place.link !== saved.links[mode]) return false;
  }
  return true;
}
