import type { Link, Prog } from '../objects.ts';
import { isSame, restore, type Snapshot, save } from '../snapshot.ts';
import type { Entry } from './entry.ts';
import type { RfcWorld } from './world.ts';

interface SavedEntry {
  readonly exists: boolean;
  readonly revision: number;
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link | null)[];
  readonly flags: readonly number[];
}

/** Everything that a request can change, each as it was. */
export interface RfcSnapshot {
  readonly objects: Snapshot;
  readonly entries: readonly SavedEntry[];
}

/** Writes down everything that a request can change. */
export function saveRfc(world: RfcWorld): RfcSnapshot {
  return Object.freeze({ objects: save(world), entries: world.entries.map(saveEntry) });
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

/** Makes the world what it was when `saved` was written. */
export function restoreRfc(world: RfcWorld, saved: RfcSnapshot): void {
  restore(world, saved.objects);
  for (let index = 0; index < world.entries.length; index++) restoreEntry(world.entries[index]!, saved.entries[index]!);
}

function restoreEntry(entry: Entry, { exists, revision, progs, links, flags }: SavedEntry): void {
  entry.exists = exists;
  entry.revision = revision;
  entry.slots.count = progs.length;
  for (let index = 0; index < progs.length; index++)
    entry.slots.write(index, progs[index]!, links[index]!, flags[index]!);
}

/** Whether the world is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSameRfc(world: RfcWorld, saved: RfcSnapshot): boolean {
  for (let index = 0; index < world.entries.length; index++)
    if (!isSameEntry(world.entries[index]!, saved.entries[index]!)) return false;
  return isSame(world, saved.objects);
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
