import type { DeviceHook } from '../machine/device.ts';
import { areSameDevices, restoreDevices, type SavedDevice, saveDevices } from '../machine/device-system.ts';
import type { Link, Prog } from '../machine/objects.ts';
import { areSameObjects, restoreObjects, type SavedObjects, saveObjects } from '../machine/saved-objects.ts';
import type { Entry } from './entry.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

interface SavedEntry {
  readonly exists: boolean;
  readonly revision: number;
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
  readonly flags: readonly number[];
}

/** Everything that a request can change, each as it was. */
export interface Snapshot {
  readonly objects: SavedObjects<Hook>;
  readonly devices: readonly SavedDevice[];
  readonly entries: readonly SavedEntry[];
}

/** Writes down everything that a request can change. */
export function save(system: System): Snapshot {
  return Object.freeze({
    objects: saveObjects(system),
    devices: saveDevices(system),
    entries: system.hooks.map(({ entry }) => saveEntry(entry)),
  });
}

function saveEntry({ exists, revision, slots }: Entry): SavedEntry {
  const count = exists ? slots.count : 0;
  return {
    exists,
    revision,
    progs: slots.progs.slice(0, count),
    links: slots.links.slice(0, count),
    flags: slots.flags.slice(0, count),
  };
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, saved: Snapshot): void {
  const { hooks } = system;
  restoreObjects(system, saved.objects);
  restoreDevices(system, saved.devices);
  for (let index = 0; index < hooks.length; index++) restoreEntry(hooks[index]!.entry, saved.entries[index]!);
}

function restoreEntry(entry: Entry, { exists, revision, progs, links, flags }: SavedEntry): void {
  entry.exists = exists;
  entry.revision = revision;
  entry.slots.count = progs.length;
  for (let index = 0; index < progs.length; index++)
    entry.slots.write(index, progs[index]!, links[index]!, flags[index]!);
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(system: System, saved: Snapshot): boolean {
  const { hooks } = system;
  for (let index = 0; index < hooks.length; index++)
    if (!isSameEntry(hooks[index]!.entry, saved.entries[index]!)) return false;
  return areSameObjects(system, saved.objects) && areSameDevices(system, saved.devices);
}

function isSameEntry({ exists, revision, slots }: Entry, saved: SavedEntry): boolean {
  if (exists !== saved.exists) return false;
  // Where there is no entry, what its memory holds means nothing.
  if (!exists) return true;
  if (revision !== saved.revision || slots.count !== saved.progs.length) return false;
  for (let index = 0; index < slots.count; index++) {
    if (slots.progs[index] !== saved.progs[index] || slots.links[index] !== saved.links[index]) return false;
    if (slots.flags[index] !== saved.flags[index]) return false;
  }
  return true;
}
