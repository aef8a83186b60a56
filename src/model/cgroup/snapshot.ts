import type { Cgroup } from './cgroup.ts';
import type { Entry, File, Link, Prog } from './objects.ts';
import type { World } from './world.ts';

interface SavedCgroup {
  readonly entries: readonly Entry[];
  readonly mode: number;
  readonly revision: number;
  readonly effective: readonly Prog[];
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly fds: readonly (File | null)[];
  readonly progIds: readonly (Prog | null)[];
  readonly linkIds: readonly (Link | null)[];
  readonly progRefs: readonly number[];
  readonly linkRefs: readonly number[];
  readonly linkProgs: readonly (Prog | null)[];
  readonly linkCgroups: readonly (Cgroup | null)[];
  readonly cgroups: readonly SavedCgroup[];
}

/** Writes down everything that a request can change. */
export function save({ fds, progIds, linkIds, progs, links, cgroups }: World): Snapshot {
  return Object.freeze({
    fds: fds.slice(),
    progIds: progIds.slice(),
    linkIds: linkIds.slice(),
    progRefs: progs.map((prog) => prog.refs),
    linkRefs: links.map((link) => link.refs),
    linkProgs: links.map((link) => link.prog),
    linkCgroups: links.map((link) => link.cgroup),
    cgroups: cgroups.map(saveCgroup),
  });
}

function saveCgroup({ entries, mode, revision, effective }: Cgroup): SavedCgroup {
  return { entries: entries.slice(), mode, revision, effective: effective.slice() };
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
    link.cgroup = saved.linkCgroups[index]!;
  }
  for (let index = 0; index < world.cgroups.length; index++)
    restoreCgroup(world.cgroups[index]!, saved.cgroups[index]!);
}

function restoreCgroup(cgroup: Cgroup, saved: SavedCgroup): void {
  putBack(cgroup.entries, saved.entries);
  putBack(cgroup.effective, saved.effective);
  cgroup.mode = saved.mode;
  cgroup.revision = saved.revision;
}

function putBack<T>(now: T[], saved: readonly T[]): void {
  now.length = saved.length;
  for (let index = 0; index < saved.length; index++) now[index] = saved[index]!;
}

/** Whether the world is, in everything a request can change, what it was when `saved` was written. Allocates nothing. */
export function isSame(world: World, saved: Snapshot): boolean {
  const { progs, links, cgroups } = world;
  for (let index = 0; index < progs.length; index++) if (progs[index]!.refs !== saved.progRefs[index]) return false;
  for (let index = 0; index < links.length; index++) {
    const link = links[index]!;
    if (link.refs !== saved.linkRefs[index] || link.prog !== saved.linkProgs[index]) return false;
    if (link.cgroup !== saved.linkCgroups[index]) return false;
  }
  for (let index = 0; index < cgroups.length; index++)
    if (!isSameCgroup(cgroups[index]!, saved.cgroups[index]!)) return false;
  return (
    areSame(world.fds, saved.fds) && areSame(world.progIds, saved.progIds) && areSame(world.linkIds, saved.linkIds)
  );
}

function isSameCgroup(cgroup: Cgroup, saved: SavedCgroup): boolean {
  if (cgroup.revision !== saved.revision || cgroup.mode !== saved.mode) return false;
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

function areSame(now: readonly unknown[], saved: readonly unknown[]): boolean {
  if (now.length !== saved.length) return false;
  for (let index = 0; index < saved.length; index++) if (now[index] !== saved[index]) return false;
  return true;
}
