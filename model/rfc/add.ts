import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import { EBUSY, EEXIST, EINVAL, ENOENT, ENOSPC, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import { AFTER, BEFORE, FIRST, LAST } from './flags.ts';
import type { Link } from './hook.ts';
import type { World } from './world.ts';

/** Puts the subject beside the relative, or at the end, and keeps the pinned slots where they are. */
export function addSlot(world: World, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { relative, fault } = world;
  const { slots } = entry;
  if (slots.count >= entry.capacity) return ENOSPC;
  const directive = flags & (BEFORE | AFTER);
  if (directive === (BEFORE | AFTER)) return EINVAL;
  if (slots.find(prog) >= 0) return EEXIST;
  if (directive === 0) return append(world, entry, prog, link);
  if (relative.prog === null && !chooseRelative(world, entry, directive)) return append(world, entry, prog, link);
  const index = slots.findTuple(relative.prog, relative.link);
  if (index >= 0)
    return directive === BEFORE ? putBefore(world, entry, index, prog, link) : putAfter(entry, index, prog, link);
  // The walk for the relative ends where an append goes, and meets what refuses an append before it knows.
  const refused = append(world, entry, prog, link, fault === 'add/absent-relative-appends');
  return refused === OK && fault !== 'add/absent-relative-appends' ? ENOENT : refused;
}

/** Picks the program that a directive without relative stands for, and holds it. False where there is none. */
function chooseRelative(world: World, { slots }: Entry, directive: number): boolean {
  const { fault } = world;
  const head = fault === 'add/head-counts-first' ? slots.progAt(0) : slots.firstUnpinned();
  const chosen = directive === BEFORE ? head : slots.lastUnpinned();
  if (chosen === null) return false;
  chosen.refs += fault === 'add/chosen-relative-leaks' ? 2 : 1;
  world.relative.prog = chosen;
  return true;
}

function putBefore(world: World, entry: Entry, index: number, prog: Prog, link: Link | null): Reply {
  const isPinned = (entry.slots.flags[index]! & FIRST) !== 0;
  if (isPinned && world.fault !== 'add/before-first-accepted') return EBUSY;
  return insert(entry, index, prog, link);
}

function putAfter(entry: Entry, index: number, prog: Prog, link: Link | null): Reply {
  if ((entry.slots.flags[index]! & LAST) !== 0) return EBUSY;
  return insert(entry, index + 1, prog, link);
}

/** Puts the subject behind every slot but the one that is pinned to the tail; `isReal` false only asks whether it could. */
function append(world: World, entry: Entry, prog: Prog, link: Link | null, isReal = true): Reply {
  const { slots } = entry;
  const tail = slots.count - 1;
  const pins = tail < 0 || world.fault === 'add/behind-last' ? 0 : slots.flags[tail]!;
  if ((pins & LAST) !== 0 && (pins & FIRST) !== 0) return EBUSY;
  return isReal ? insert(entry, (pins & LAST) !== 0 ? tail : slots.count, prog, link) : OK;
}

function insert(entry: Entry, index: number, prog: Prog, link: Link | null): Reply {
  const { slots } = entry;
  const next = entry.blank();
  next.pushRange(slots, 0, index);
  next.push(prog, link, 0);
  next.pushRange(slots, index, slots.count);
  entry.swap();
  return OK;
}
