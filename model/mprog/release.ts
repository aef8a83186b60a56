import { freeLink, putProg } from '../machine/references.ts';
import type { Hook, Link } from './hook.ts';
import type { World } from './world.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(world: World, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  if (world.fault !== 'link/close-keeps-slot') releaseLink(world, link);
  freeLink(world, link);
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
