import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';
import type { Entry } from './entry.ts';
import type { System } from './system.ts';

interface SavedEntry {
  readonly exists: boolean;
  readonly revision: number;
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
  readonly flags: readonly number[];
}

/** The entries of the hooks, each as it was. */
export type Snapshot = readonly SavedEntry[];

/** Writes down what requests change of the entries. */
export function save({ hooks }: System): Snapshot {
  return hooks.map(({ entry }) => saveEntry(entry));
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

/** Makes the entries what they were. */
export function restore({ hooks }: System, saved: Snapshot): void {
  for (let index = 0; index < hooks.length; index++) restoreEntry(hooks[index]!.entry, saved[index]!);
}

function restoreEntry(entry: Entry, { exists, revision, progs, links, flags }: SavedEntry): void {
  entry.exists = exists;
  entry.revision = revision;
  entry.slots.count = progs.length;
  for (let index = 0; index < progs.length; index++)
    entry.slots.write(index, progs[index]!, links[index]!, flags[index]!);
}

/** Whether the entries are what they were. Allocates nothing. */
export function isSame({ hooks }: System, saved: Snapshot): boolean {
  for (let index = 0; index < hooks.length; index++) if (!isSameEntry(hooks[index]!.entry, saved[index]!)) return false;
  return true;
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
