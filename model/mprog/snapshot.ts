import type { DeviceHook } from '../machine/device.ts';
import { areSameDevices, restoreDevices, type SavedDevice, saveDevices } from '../machine/device-system.ts';
import type { Link, Prog } from '../machine/objects.ts';
import {
  areSame,
  areSameObjects,
  putBack,
  restoreObjects,
  type SavedObjects,
  saveObjects,
} from '../machine/saved-objects.ts';
import type { Bundle } from './bundle.ts';
import type { Hook } from './hook.ts';
import type { SlotArray } from './slot-array.ts';
import type { System } from './system.ts';

/** One array of a bundle up to its last entry in use. */
interface SavedArray {
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
}

interface SavedBundle {
  /** Whether it was the hook's entry, and not only kept for the next. */
  readonly isEntry: boolean;
  readonly holders: number;
  readonly count: number;
  readonly revision: number;
  readonly isB: boolean;
  readonly a: SavedArray;
  readonly b: SavedArray;
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly objects: SavedObjects<Hook>;
  readonly devices: readonly SavedDevice[];
  readonly entries: readonly (SavedBundle | null)[];
}

/** Writes down everything that a request can change. */
export function save(system: System): Snapshot {
  return Object.freeze({
    objects: saveObjects(system),
    devices: saveDevices(system),
    entries: system.hooks.map((hook) => (bundleOf(hook) === null ? null : saveBundle(hook, hook.memory))),
  });
}

/** The bundle of a hook, if its memory holds one. */
function bundleOf({ entry, keepsBundle, memory }: Hook): Bundle | null {
  return entry === null && !keepsBundle ? null : memory;
}

function saveBundle({ entry, holders }: Hook, { count, revision, active, a, b }: Bundle): SavedBundle {
  const isEntry = entry !== null;
  return { isEntry, holders, count, revision, isB: active === b, a: saveArray(a), b: saveArray(b) };
}

function saveArray({ progs, links, top }: SlotArray): SavedArray {
  return { progs: progs.slice(0, top), links: links.slice(0, top) };
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, saved: Snapshot): void {
  restoreObjects(system, saved.objects);
  restoreDevices(system, saved.devices);
  for (let index = 0; index < system.hooks.length; index++) restoreEntry(system.hooks[index]!, saved.entries[index]!);
}

function restoreEntry(hook: Hook, saved: SavedBundle | null): void {
  hook.entry = saved?.isEntry ? hook.memory : null;
  hook.holders = saved?.holders ?? 0;
  if (saved === null) return;
  const bundle = hook.memory;
  bundle.count = saved.count;
  bundle.revision = saved.revision;
  bundle.active = saved.isB ? bundle.b : bundle.a;
  restoreArray(bundle.a, saved.a);
  restoreArray(bundle.b, saved.b);
}

function restoreArray(array: SlotArray, saved: SavedArray): void {
  putBack(array.progs, saved.progs);
  putBack(array.links, saved.links);
  array.clearFrom(saved.progs.length);
  array.top = saved.progs.length;
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(system: System, saved: Snapshot): boolean {
  const { hooks } = system;
  if (!areSameObjects(system, saved.objects) || !areSameDevices(system, saved.devices)) return false;
  for (let index = 0; index < hooks.length; index++)
    if (!isSameEntry(hooks[index]!, saved.entries[index]!)) return false;
  return true;
}

function isSameEntry(hook: Hook, saved: SavedBundle | null): boolean {
  const entry = bundleOf(hook);
  if (entry === null || saved === null) return entry === saved;
  if ((hook.entry !== null) !== saved.isEntry || hook.holders !== saved.holders) return false;
  if (entry.count !== saved.count || entry.revision !== saved.revision) return false;
  // The state is the same whichever array is the active one, but a swap is to be noticed as well.
  if ((entry.active === entry.b) !== saved.isB) return false;
  return isSameArray(entry.a, saved.a) && isSameArray(entry.b, saved.b);
}

function isSameArray({ top, progs, links }: SlotArray, saved: SavedArray): boolean {
  return top === saved.progs.length && areSame(progs, saved.progs) && areSame(links, saved.links);
}
