import { freeLink, putProg } from '../machine/references.ts';
import type { Hook, Link } from './hook.ts';
import type { System } from './system.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(system: System, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  if (system.fault !== 'link/close-keeps-slot') releaseLink(system, link);
  freeLink(system, link);
}

/** Takes an attached link out of its slot. The link lives on, defunct, and keeps its program. */
export function releaseLink(system: System, link: Link): void {
  const hook = link.hook;
  if (hook === null) return;
  link.hook = null;
  // Only a fault can have taken the slot away from an attached link.
  const position = hook.entry === null ? -1 : hook.entry.active.findLink(link);
  if (position >= 0) removeSlot(system, hook, position);
}

/**
 * Whether a link sits in the slot past the last that fits, which the first merge lets in: taking a link out of its slot
 * goes through the check of the index, and fails there.
 */
export function isPastEnd(system: System, link: Link): boolean {
  const bundle = link.hook === null ? null : link.hook.entry;
  if (!system.defects.limitsByIndex || bundle === null || bundle.count <= bundle.capacity) return false;
  return bundle.active.findLink(link) >= bundle.capacity;
}

/** Removes a slot and commits: the reference of a direct program is dropped, the revision counts, an empty entry goes. */
export function removeSlot(system: System, hook: Hook, position: number): void {
  const bundle = hook.entry!;
  const prog = bundle.active.progs[position]!;
  const link = bundle.active.links[position]!;
  bundle.remove(position);
  // A damaged array may have nothing there; a link's slot holds no reference of its own.
  if (prog !== null && link === null && system.fault !== 'detach/commit-keeps-reference') putProg(system, prog);
  bundle.revision++;
  if (system.fault !== 'detach/empty-entry-stays') hook.freeIfEmpty();
}
