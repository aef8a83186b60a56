import type { Domain } from '../../spec/families/slots/vocabulary/index.ts';
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
import type { Socket } from './socket.ts';
import type { System } from './system.ts';

interface SavedCgroup {
  readonly cgroup: Cgroup;
  readonly present: boolean;
  readonly users: number;
  readonly subtree: readonly Cgroup[];
  readonly entries: readonly Entry[];
  readonly mode: number;
  readonly revision: number;
  readonly effective: readonly Prog[];
}

interface SavedSocket {
  readonly socket: Socket;
  readonly cgroup: Cgroup | null;
  readonly domain: Domain;
}

/** Everything that a request can change, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  readonly objects: SavedObjects<Cgroup>;
  /** Those that have a name, in their order, then those that are dying. */
  readonly cgroups: readonly SavedCgroup[];
  readonly sockets: readonly SavedSocket[];
}

/** Writes down everything that a request can change. */
export function save(system: System): Snapshot {
  const cgroups = [...system.hooks, ...formerOf(system)].map(saveCgroup);
  const sockets = [...system.sockets.values()].map((socket) => ({
    socket,
    cgroup: socket.cgroup,
    domain: socket.domain,
  }));
  return Object.freeze({ objects: saveObjects(system), cgroups, sockets });
}

/** The cgroups whose names are others', and that sockets or links speak of. */
function formerOf({ dying, hooks, links }: System): readonly Cgroup[] {
  const linked = links.flatMap(({ hook }) => (hook === null || hook.present ? [] : [hook]));
  if (dying.length + linked.length === 0) return dying;
  return [...new Set([...dying, ...linked])].filter((cgroup) => !hooks.includes(cgroup));
}

function saveCgroup(cgroup: Cgroup): SavedCgroup {
  const { present, users, subtree, entries, mode, revision, effective } = cgroup;
  const lists = { subtree: subtree.slice(), entries: entries.slice(), effective: effective.slice() };
  return { cgroup, present, users, mode, revision, ...lists };
}

/** Makes the system what it was when `saved` was written. */
export function restore(system: System, saved: Snapshot): void {
  restoreObjects(system, saved.objects);
  for (const { socket, cgroup, domain } of saved.sockets) {
    socket.cgroup = cgroup;
    socket.domain = domain;
  }
  for (const each of saved.cgroups) restoreCgroup(each);
  for (let index = 0; index < system.hooks.length; index++) {
    const { cgroup } = saved.cgroups[index]!;
    if (system.hooks[index] !== cgroup) system.rename(system.hooks[index]!, cgroup);
  }
}

function restoreCgroup(saved: SavedCgroup): void {
  const { cgroup } = saved;
  putList(cgroup.subtree, saved.subtree);
  putList(cgroup.entries, saved.entries);
  putList(cgroup.effective, saved.effective);
  cgroup.present = saved.present;
  cgroup.users = saved.users;
  cgroup.mode = saved.mode;
  cgroup.revision = saved.revision;
}

function putList<T>(now: T[], saved: readonly T[]): void {
  if (now.length !== saved.length) now.length = saved.length;
  putBack(now, saved);
}

/** Whether the system is, in everything a request can change, what it was when `saved` was written. */
export function isSame(system: System, saved: Snapshot): boolean {
  const { hooks } = system;
  if (!areSameObjects(system, saved.objects)) return false;
  for (const { socket, cgroup, domain } of saved.sockets)
    if (socket.cgroup !== cgroup || (cgroup !== null && socket.domain !== domain)) return false;
  for (let index = 0; index < hooks.length; index++) if (hooks[index] !== saved.cgroups[index]!.cgroup) return false;
  return saved.cgroups.every(isSameCgroup);
}

/** What uses it follows from sockets and cgroups. */
function isSameCgroup(saved: SavedCgroup): boolean {
  const { cgroup } = saved;
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
