import type { Hook } from '../hook.ts';
import type { Link } from '../objects.ts';
import { putProg } from '../release.ts';
import type { RfcWorld } from './world.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(world: RfcWorld, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseLink(world, link);
  world.linkIds[link.id] = null;
  const prog = link.prog;
  link.prog = null;
  if (prog !== null) putProg(world, prog);
}

/** Takes an attached link out of its slot. The link lives on, defunct, and keeps its program. */
export function releaseLink(world: RfcWorld, link: Link): void {
  const hook = link.hook;
  if (hook === null) return;
  link.hook = null;
  const { links, count } = world.entryOf(hook).slots;
  for (let index = 0; index < count; index++) {
    if (links[index] !== link) continue;
    removeSlot(world, hook, index);
    return;
  }
}

/** Removes a slot and commits: the reference of a direct program is dropped, the revision counts, an empty entry goes. */
export function removeSlot(world: RfcWorld, hook: Hook, index: number): void {
  const entry = world.entryOf(hook);
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
