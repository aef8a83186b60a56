import { freeLink, putProg } from '../machine/references.ts';
import type { Cgroup, Link } from './cgroup.ts';
import { recomputeSubtree } from './effective.ts';
import { lacksMemory, standIn } from './stand-in.ts';
import type { System } from './system.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(system: System, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseLink(system, link);
  freeLink(system, link);
}

/** Takes an attached link out of its cgroup's list. The link lives on, defunct, and keeps its program. */
export function releaseLink(system: System, link: Link): void {
  const cgroup = link.hook;
  if (cgroup === null) return;
  const position = cgroup.entries.findIndex((entry) => entry.link === link);
  link.hook = null;
  // Only a fault can have taken the entry away from an attached link.
  if (position >= 0) removeEntry(system, cgroup, position);
}

/** Removes an entry from a cgroup's list. */
export function removeEntry(system: System, cgroup: Cgroup, position: number): void {
  const { entries } = cgroup;
  const entry = entries[position]!;
  const { prog, link } = entry;
  const others = entries.toSpliced(position, 1);
  cgroup.entries = others;
  const isShort = lacksMemory(system, cgroup);
  if (isShort) {
    cgroup.entries = entries;
    standIn(system, cgroup, entry);
    cgroup.entries = others;
  }
  if (cgroup.entries.length === 0 && system.fault !== 'detach/mode-stays') cgroup.mode = 0;
  if (!isShort && (link === null || system.fault !== 'link/detach-keeps-running')) recomputeSubtree(system, cgroup);
  cgroup.revision++;
  if (cgroup.entries.length === 0 && system.fault === 'detach/revision-resets') cgroup.revision = system.firstRevision;
  // A link's entry has no reference of its own.
  if (prog !== null && system.fault !== 'detach/keeps-reference') putProg(system, prog);
}
