import type { BaseSystem, NamedHook } from './base-system.ts';
import type { File, Link, Prog } from './objects.ts';

/** Objects, fds and ids, each as it was. The objects themselves are only pointed to. */
export interface SavedObjects<Hook> {
  readonly fds: readonly (File<Hook> | null)[];
  readonly progIds: readonly (Prog | null)[];
  readonly linkIds: readonly (Link<Hook> | null)[];
  readonly progRefs: readonly number[];
  readonly linkRefs: readonly number[];
  readonly linkOpens: readonly number[];
  readonly linkPins: readonly boolean[];
  readonly linkProgs: readonly (Prog | null)[];
  readonly linkHooks: readonly (Hook | null)[];
}

/** Writes down everything about objects, fds and ids that a request can change. */
export function saveObjects<Hook extends NamedHook>(system: BaseSystem<Hook>): SavedObjects<Hook> {
  const { fds, progIds, linkIds, progs, links } = system;
  return Object.freeze({
    fds: fds.slice(),
    progIds: progIds.slice(),
    linkIds: linkIds.slice(),
    progRefs: progs.map((prog) => prog.refs),
    linkRefs: links.map((link) => link.refs),
    linkOpens: links.map((link) => link.opens),
    linkPins: links.map((link) => link.pinned),
    linkProgs: links.map((link) => link.prog),
    linkHooks: links.map((link) => link.hook),
  });
}

/** Makes objects, fds and ids what they were when `saved` was written. */
export function restoreObjects<Hook extends NamedHook>(system: BaseSystem<Hook>, saved: SavedObjects<Hook>): void {
  const { progs, links } = system;
  putBack(system.fds, saved.fds);
  putBack(system.progIds, saved.progIds);
  putBack(system.linkIds, saved.linkIds);
  for (let index = 0; index < progs.length; index++) progs[index]!.refs = saved.progRefs[index]!;
  for (let index = 0; index < links.length; index++) {
    const link = links[index]!;
    link.refs = saved.linkRefs[index]!;
    link.opens = saved.linkOpens[index]!;
    link.pinned = saved.linkPins[index]!;
    link.prog = saved.linkProgs[index]!;
    link.hook = saved.linkHooks[index]!;
  }
}

/** Whether objects, fds and ids are what they were when `saved` was written. Allocates nothing. */
export function areSameObjects<Hook extends NamedHook>(system: BaseSystem<Hook>, saved: SavedObjects<Hook>): boolean {
  const { progs, links } = system;
  for (let index = 0; index < progs.length; index++) if (progs[index]!.refs !== saved.progRefs[index]) return false;
  for (let index = 0; index < links.length; index++) {
    const link = links[index]!;
    if (link.refs !== saved.linkRefs[index]) return false;
    if (link.opens !== saved.linkOpens[index] || link.pinned !== saved.linkPins[index]) return false;
    if (link.prog !== saved.linkProgs[index] || link.hook !== saved.linkHooks[index]) return false;
  }
  if (!areSame(system.fds, saved.fds)) return false;
  return areSame(system.progIds, saved.progIds) && areSame(system.linkIds, saved.linkIds);
}

/** Writes what was saved over the entries at the front of an array. */
export function putBack<T>(now: T[], saved: readonly T[]): void {
  for (let index = 0; index < saved.length; index++) now[index] = saved[index]!;
}

/** Whether the entries that were saved are what they were. */
export function areSame(now: readonly unknown[], saved: readonly unknown[]): boolean {
  for (let index = 0; index < saved.length; index++) if (now[index] !== saved[index]) return false;
  return true;
}
