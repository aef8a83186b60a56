import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import { EBUSY, EEXIST, EINVAL, ENOENT, ENOSPC, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import { AFTER, BEFORE, FIRST, LAST } from './flags.ts';
import type { Link } from './hook.ts';
import type { System } from './system.ts';

/** Puts the subject beside the relative, or at the end, and keeps the pinned slots where they are. */
export function addSlot(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { relative, fault } = system;
  const { slots } = entry;
  if (slots.count >= entry.capacity) return ENOSPC;
  const directive = flags & (BEFORE | AFTER);
  if (directive === (BEFORE | AFTER)) return EINVAL;
  if (slots.find(prog) >= 0) return EEXIST;
  if (directive === 0) return append(system, entry, prog, link);
  if (relative.prog === null && !chooseRelative(system, entry, directive)) return append(system, entry, prog, link);
  const index = slots.findTuple(relative.prog, relative.link);
  if (index >= 0)
    return directive === BEFORE ? putBefore(system, entry, index, prog, link) : putAfter(entry, index, prog, link);
  // The walk for the relative ends where an append goes, and meets what refuses an append before it knows.
  const refused = append(system, entry, prog, link, fault === 'add/absent-relative-appends');
  return refused === OK && fault !== 'add/absent-relative-appends' ? ENOENT : refused;
}

/** Picks the program that a directive without relative stands for, and holds it. False where there is none. */
function chooseRelative(system: System, { slots }: Entry, directive: number): boolean {
  const { fault } = system;
  const head = fault === 'add/head-counts-first' ? slots.progAt(0) : slots.firstUnpinned();
  const chosen = directive === BEFORE ? head : slots.lastUnpinned();
  if (chosen === null) return false;
  chosen.refs += fault === 'add/chosen-relative-leaks' ? 2 : 1;
  system.relative.prog = chosen;
  return true;
}

function putBefore(system: System, entry: Entry, index: number, prog: Prog, link: Link | null): Reply {
  const isPinned = (entry.slots.flags[index]! & FIRST) !== 0;
  if (isPinned && system.fault !== 'add/before-first-accepted') return EBUSY;
  return insert(entry, index, prog, link);
}

function putAfter(entry: Entry, index: number, prog: Prog, link: Link | null): Reply {
  if ((entry.slots.flags[index]! & LAST) !== 0) return EBUSY;
  return insert(entry, index + 1, prog, link);
}

/** Puts the subject behind every slot but the one that is pinned to the tail; `isReal` false only asks whether it could. */
function append(system: System, entry: Entry, prog: Prog, link: Link | null, isReal = true): Reply {
  const { slots } = entry;
  const tail = slots.count - 1;
  const pins = tail < 0 || system.fault === 'add/behind-last' ? 0 : slots.flags[tail]!;
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
