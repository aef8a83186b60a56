import type { Cgroup } from './cgroup.ts';
import { recomputeSubtree } from './effective.ts';
import type { Link, Prog } from './objects.ts';
import type { World } from './world.ts';

/** Drops a reference on a program; the last one frees it, and its id names nothing any more. */
export function putProg(world: World, prog: Prog): void {
  prog.refs--;
  if (prog.refs === 0) world.progIds[prog.id] = null;
}

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(world: World, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseLink(world, link);
  world.linkIds[link.id] = null;
  const prog = link.prog;
  link.prog = null;
  if (prog !== null) putProg(world, prog);
}

/** Takes an attached link out of its cgroup's list. The link lives on, defunct, and keeps its program. */
export function releaseLink(world: World, link: Link): void {
  const cgroup = link.cgroup;
  if (cgroup === null) return;
  const position = cgroup.entries.findIndex((entry) => entry.link === link);
  link.cgroup = null;
  // Only a fault can have taken the entry away from an attached link.
  if (position >= 0) removeEntry(world, cgroup, position);
}

/** Removes an entry from a cgroup's list. */
export function removeEntry(world: World, cgroup: Cgroup, position: number): void {
  const { prog, link } = cgroup.entries[position]!;
  cgroup.entries.splice(position, 1);
  if (cgroup.entries.length === 0 && world.fault !== 'detach/mode-stays') cgroup.mode = 0;
  if (link === null || world.fault !== 'link/detach-keeps-running') recomputeSubtree(world, cgroup);
  cgroup.revision++;
  if (cgroup.entries.length === 0 && world.fault === 'detach/revision-resets') cgroup.revision = world.firstRevision;
  // A link's entry has no reference of its own.
  if (prog !== null && world.fault !== 'detach/keeps-reference') putProg(world, prog);
}
