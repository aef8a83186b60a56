import type { Domain } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
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

/** Cgroups and sockets, each as it was. The objects themselves are only pointed to. */
export interface Snapshot {
  /** Those that have a name, in their order, then those that are dying. */
  readonly cgroups: readonly SavedCgroup[];
  readonly sockets: readonly SavedSocket[];
}

/** Writes down what requests change of cgroups and sockets. */
export function save(system: System): Snapshot {
  const cgroups = [...system.hooks, ...formerOf(system)].map(saveCgroup);
  const sockets = [...system.sockets.values()].map((socket) => ({
    socket,
    cgroup: socket.cgroup,
    domain: socket.domain,
  }));
  return { cgroups, sockets };
}

/** The cgroups whose names are others', and that sockets or links speak of. */
function formerOf({ dying, hooks, links }: System): readonly Cgroup[] {
  const linked = links.flatMap(({ hook }) => (hook === null || hook.present ? [] : [hook]));
  if (dying.length + linked.length === 0) return dying;
  return [...new Set([...dying, ...linked])].filter((cgroup) => !hooks.includes(cgroup));
}

function saveCgroup(cgroup: Cgroup): SavedCgroup {
  const { present, users, subtree, entries, mode, revision, effective } = cgroup;
  return { cgroup, present, users, subtree, entries, mode, revision, effective };
}

/** Makes cgroups and sockets what they were. */
export function restore(system: System, saved: Snapshot): void {
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
  cgroup.subtree = saved.subtree;
  cgroup.entries = saved.entries;
  cgroup.effective = saved.effective;
  cgroup.present = saved.present;
  cgroup.users = saved.users;
  cgroup.mode = saved.mode;
  cgroup.revision = saved.revision;
}

/** Whether cgroups and sockets are what they were. Allocates nothing. */
export function isSame(system: System, saved: Snapshot): boolean {
  const { hooks } = system;
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
  return areSameEntries(cgroup.entries, saved.entries) && areSameProgs(cgroup.effective, saved.effective);
}

function areSameProgs(now: readonly Prog[], saved: readonly Prog[]): boolean {
  if (now === saved) return true;
  if (now.length !== saved.length) return false;
  for (let index = 0; index < saved.length; index++) if (now[index] !== saved[index]) return false;
  return true;
}

/** Every attach makes an entry of its own: two are the same where what they hold is. */
function areSameEntries(now: readonly Entry[], saved: readonly Entry[]): boolean {
  if (now === saved) return true;
  if (now.length !== saved.length) return false;
  for (let index = 0; index < saved.length; index++) {
    const entry = now[index]!;
    const was = saved[index]!;
    if (entry === was) continue;
    if (entry.prog !== was.prog || entry.link !== was.link || entry.preorder !== was.preorder) return false;
  }
  return true;
}
