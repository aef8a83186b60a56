import { freeLink, putProg } from '../machine/references.ts';
import type { Hook, Link } from './hook.ts';
import type { World } from './world.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(world: World, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseLink(world, link);
  freeLink(world, link);
}

/** Takes an attached link out of its slot. The link lives on, defunct, and keeps its program. */
export function releaseLink(world: World, link: Link): void {
  const hook = link.hook;
  if (hook === null) return;
  link.hook = null;
  const { links, count } = hook.entry.slots;
  for (let index = 0; index < count; index++) {
    if (links[index] !== link) continue;
    removeSlot(world, hook, index);
    return;
  }
}

/** Removes a slot and commits: the reference of a direct program is dropped, the revision counts, an empty entry goes. */
export function removeSlot(world: World, hook: Hook, index: number): void {
  const entry = hook.entry;
  const { slots } = entry;
  const prog = slots.progs[index]!;
  const isDirect = slots.links[index] === null;
  const rest = entry.blank();
  rest.pushRange(slots, 0, index);
  rest.pushRange(slots, index + 1, slots.count);
  entry.swap();
  world.commit(entry);
  if (isDirect) putProg(world, prog);
  entry.freeIfEmpty();
}
