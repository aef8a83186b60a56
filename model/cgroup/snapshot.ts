import type { Prog } from '../machine/objects.ts';
import {
  areSame,
  areSameObjects,
  putBack,
  restoreObjects,
  type SavedObjects,
  saveObjects,
} from '../machine/saved-objects.ts';
import type { Cgroup, Entry } from './cgroup.ts';
import type { System } from './system.ts';

interface SavedCgroup {
  readonly present: boolean;
  readonly entries: readonly Entry[];
  readonly mode: number;
  readonly revision: number;
  readonly effective: readonly Prog[];
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly objects: SavedObjects<Cgroup>;
  readonly cgroups: readonly SavedCgroup[];
}

/** Writes down everything that a request can change. */
export function save(system: System): Snapshot {
  return Object.freeze({ objects: saveObjects(system), cgroups: system.hooks.map(saveCgroup) });
}

function saveCgroup({ present, entries, mode, revision, effective }: Cgroup): SavedCgroup {
  return { present, entries: entries.slice(), mode, revision, effective: effective.slice() };
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, saved: Snapshot): void {
  const { hooks } = system;
  restoreObjects(system, saved.objects);
  for (let index = 0; index < hooks.length; index++) restoreCgroup(hooks[index]!, saved.cgroups[index]!);
}

function restoreCgroup(cgroup: Cgroup, saved: SavedCgroup): void {
  putList(cgroup.entries, saved.entries);
  putList(cgroup.effective, saved.effective);
  cgroup.present = saved.present;
  cgroup.mode = saved.mode;
  cgroup.revision = saved.revision;
}

function putList<T>(now: T[], saved: readonly T[]): void {
  now.length = saved.length;
  putBack(now, saved);
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(system: System, saved: Snapshot): boolean {
  const { hooks } = system;
  if (!areSameObjects(system, saved.objects)) return false;
  for (let index = 0; index < hooks.length; index++)
    if (!isSameCgroup(hooks[index]!, saved.cgroups[index]!)) return false;
  return true;
}

function isSameCgroup(cgroup: Cgroup, saved: SavedCgroup): boolean {
  if (cgroup.present !== saved.present) return false;
  if (cgroup.revision !== saved.revision || cgroup.mode !== saved.mode) return false;
  if (cgroup.effective.length !== saved.effective.length) return false;
  return areSameEntries(cgroup.entries, saved.entries) && areSame(cgroup.effective, saved.effective);
}

/** Every attach makes an entry of its own: two are the same where what they hold is. */
function areSameEntries(now: readonly Entry[], saved: readonly Entry[]): boolean {
  if (now.length !== saved.length) return false;
  for (let index = 0; index < saved.length; index++) {
    const entry = now[index]!;
    const was = saved[index]!;
    if (entry === was) continue;
    if (entry.prog !== was.prog || entry.link !== was.link || entry.preorder !== was.preorder) return false;
  }
  return true;
}
