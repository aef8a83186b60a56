import type { Bundle } from './bundle.ts';
import type { Hook } from './hook.ts';
import type { File, Link, Prog } from './objects.ts';
import type { SlotArray } from './slot-array.ts';
import type { World } from './world.ts';

/** One array of a bundle up to its last entry in use. */
interface SavedArray {
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link | null)[];
}

interface SavedBundle {
  readonly count: number;
  readonly revision: number;
  readonly isB: boolean;
  readonly a: SavedArray;
  readonly b: SavedArray;
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly fds: readonly (File | null)[];
  readonly progIds: readonly (Prog | null)[];
  readonly linkIds: readonly (Link | null)[];
  readonly progRefs: readonly number[];
  readonly linkRefs: readonly number[];
  readonly linkProgs: readonly (Prog | null)[];
  readonly linkHooks: readonly (Hook | null)[];
  readonly present: readonly boolean[];
  readonly entries: readonly (SavedBundle | null)[];
}

/** Writes down everything that a request can change. */
export function save({ fds, progIds, linkIds, progs, links, devices, hooks }: World): Snapshot {
  return Object.freeze({
    fds: [...fds],
    progIds: [...progIds],
    linkIds: [...linkIds],
    progRefs: progs.map((prog) => prog.refs),
    linkRefs: links.map((link) => link.refs),
    linkProgs: links.map((link) => link.prog),
    linkHooks: links.map((link) => link.hook),
    present: devices.map((device) => device.present),
    entries: hooks.map(({ entry }) => (entry === null ? null : saveBundle(entry))),
  });
}

function saveBundle({ count, revision, active, a, b }: Bundle): SavedBundle {
  return { count, revision, isB: active === b, a: saveArray(a), b: saveArray(b) };
}

function saveArray({ progs, links, top }: SlotArray): SavedArray {
  return { progs: progs.slice(0, top), links: links.slice(0, top) };
}

/** Makes the world what it was when `saved` was written. */
export function restore(world: World, saved: Snapshot): void {
  putBack(world.fds, saved.fds);
  putBack(world.progIds, saved.progIds);
  putBack(world.linkIds, saved.linkIds);
  for (let index = 0; index < world.progs.length; index++) world.progs[index]!.refs = saved.progRefs[index]!;
  for (let index = 0; index < world.links.length; index++) {
    const link = world.links[index]!;
    link.refs = saved.linkRefs[index]!;
    link.prog = saved.linkProgs[index]!;
    link.hook = saved.linkHooks[index]!;
  }
  for (let index = 0; index < world.devices.length; index++) world.devices[index]!.present = saved.present[index]!;
  for (let index = 0; index < world.hooks.length; index++) restoreEntry(world.hooks[index]!, saved.entries[index]!);
}

function restoreEntry(hook: Hook, saved: SavedBundle | null): void {
  hook.entry = saved === null ? null : hook.memory;
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

function putBack<T>(now: T[], saved: readonly T[]): void {
  for (let index = 0; index < saved.length; index++) now[index] = saved[index]!;
}

/** Whether the world is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(world: World, saved: Snapshot): boolean {
  const { progs, links, devices, hooks } = world;
  for (let index = 0; index < progs.length; index++) if (progs[index]!.refs !== saved.progRefs[index]) return false;
  for (let index = 0; index < links.length; index++) {
    const link = links[index]!;
    if (link.refs !== saved.linkRefs[index]) return false;
    if (link.prog !== saved.linkProgs[index] || link.hook !== saved.linkHooks[index]) return false;
  }
  if (!areSame(world.fds, saved.fds)) return false;
  if (!areSame(world.progIds, saved.progIds) || !areSame(world.linkIds, saved.linkIds)) return false;
  for (let index = 0; index < devices.length; index++)
    if (devices[index]!.present !== saved.present[index]) return false;
  for (let index = 0; index < hooks.length; index++)
    if (!isSameEntry(hooks[index]!.entry, saved.entries[index]!)) return false;
  return true;
}

function isSameEntry(entry: Bundle | null, saved: SavedBundle | null): boolean {
  if (entry === null || saved === null) return entry === saved;
  if (entry.count !== saved.count || entry.revision !== saved.revision) return false;
  // The state is the same whichever array is the active one, but a swap is to be noticed as well.
  if ((entry.active === entry.b) !== saved.isB) return false;
  return isSameArray(entry.a, saved.a) && isSameArray(entry.b, saved.b);
}

function isSameArray({ top, progs, links }: SlotArray, saved: SavedArray): boolean {
  return top === saved.progs.length && areSame(progs, saved.progs) && areSame(links, saved.links);
}

/** Whether the entries that were saved are what they were. */
function areSame(now: readonly unknown[], saved: readonly unknown[]): boolean {
  for (let index = 0; index < saved.length; index++) if (now[index] !== saved[index]) return false;
  return true;
}
