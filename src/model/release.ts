import type { Hook } from './hook.ts';
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
  if (world.fault !== 'link/close-keeps-slot') releaseLink(world, link);
  world.linkIds[link.id] = null;
  link.hook = null;
  const prog = link.prog;
  link.prog = null;
  if (prog !== null) putProg(world, prog);
}

/** Takes an attached link out of its slot. The link lives on, defunct, and keeps its program. */
export function releaseLink(world: World, link: Link): void {
  const hook = link.hook;
  if (hook === null) return;
  link.hook = null;
  // Only a fault can have taken the slot away from an attached link.
  const position = hook.entry === null ? -1 : hook.entry.active.findLink(link);
  if (position >= 0) removeSlot(world, hook, position);
}

/**
 * Whether a link sits in the slot past the last that fits, which the first merge lets in: taking a link out of its slot
 * goes through the check of the index, and fails there.
 */
export function isPastEnd(world: World, link: Link): boolean {
  const bundle = link.hook === null ? null : link.hook.entry;
  if (!world.isFirstMerge || bundle === null || bundle.count <= bundle.capacity) return false;
  return bundle.active.findLink(link) >= bundle.capacity;
}

/** Removes a slot and commits: the reference of a direct program is dropped, the revision counts, an empty entry goes. */
export function removeSlot(world: World, hook: Hook, position: number): void {
  const bundle = hook.entry!;
  const prog = bundle.active.progs[position]!;
  const link = bundle.active.links[position]!;
  bundle.remove(position);
  // A damaged array may have nothing there; a link's slot holds no reference of its own.
  if (prog !== null && link === null && world.fault !== 'detach/commit-keeps-reference') putProg(world, prog);
  bundle.revision++;
  if (world.fault !== 'detach/empty-entry-stays') hook.freeIfEmpty();
}
