import { freeLink, putProg } from '../machine/references.ts';
import type { Hook, Link } from './hook.ts';
import type { System } from './system.ts';

/** Drops a reference on a link; the last one detaches it, frees it and lets go of its program. */
export function putLink(system: System, link: Link): void {
  link.refs--;
  if (link.refs !== 0) return;
  releaseLink(system, link);
  freeLink(system, link);
}

/** Takes an attached link out of its slot. The link lives on, defunct, and keeps its program. */
export function releaseLink(system: System, link: Link): void {
  const hook = link.hook;
  if (hook === null) return;
  link.hook = null;
  const { links, count } = hook.entry.slots;
  for (let index = 0; index < count; index++) {
    if (links[index] !== link) continue;
    removeSlot(system, hook, index);
    return;
  }
}

/** Removes a slot and commits: the reference of a direct program is dropped, the revision counts, an empty entry goes. */
export function removeSlot(system: System, hook: Hook, index: number): void {
  const entry = hook.entry;
  const { slots } = entry;
  const prog = slots.progs[index]!;
  const isDirect = slots.links[index] === null;
  const rest = entry.blank();
  rest.pushRange(slots, 0, index);
  rest.pushRange(slots, index + 1, slots.count);
  entry.swap();
  system.commit(entry);
  if (isDirect) putProg(system, prog);
  entry.freeIfEmpty();
}
