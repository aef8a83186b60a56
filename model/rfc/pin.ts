import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import { EBUSY, EEXIST, EINVAL, ENOSPC, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import { AFTER, BEFORE, FIRST, LAST } from './flags.ts';
import type { Link } from './hook.ts';
import type { System } from './system.ts';

/** Puts the subject at the head or the tail of the list, or at both, and pins it there. */
export function pinSlot(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  if (entry.slots.find(prog) >= 0) return EEXIST;
  return (flags & FIRST) !== 0 ? pinHead(system, entry, flags, prog, link) : pinTail(system, entry, flags, prog, link);
}

function pinHead(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { slots } = entry;
  if ((flags & AFTER) !== 0) return EINVAL;
  if (slots.count > 0 && (slots.flags[0]! & FIRST) !== 0) return EBUSY;
  if ((flags & LAST) !== 0) return pinSole(system, entry, flags, prog, link);
  if ((flags & BEFORE) !== 0 && !isRelative(system, entry, 0)) return EBUSY;
  const overflows = slots.count >= entry.capacity;
  if (overflows && system.fault !== 'pin/full-list-pushes-out') return ENOSPC;
  const next = entry.blank();
  next.push(prog, link, system.fault === 'pin/flag-not-stored' ? 0 : FIRST);
  next.pushRange(slots, 0, overflows ? slots.count - 1 : slots.count);
  entry.swap();
  return OK;
}

function pinSole(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  if ((flags & BEFORE) !== 0) return EINVAL;
  if (entry.slots.count > 0) return EBUSY;
  entry.blank().push(prog, link, system.fault === 'pin/sole-slot-first-only' ? FIRST : FIRST | LAST);
  entry.swap();
  return OK;
}

function pinTail(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { slots } = entry;
  if ((flags & BEFORE) !== 0) return EINVAL;
  const isAfter = (flags & AFTER) !== 0;
  const tail = slots.count - 1;
  if (tail >= 0) {
    if ((slots.flags[tail]! & LAST) !== 0) return EBUSY;
    if (isAfter && !isRelative(system, entry, tail)) return EBUSY;
    if (slots.count >= entry.capacity) return ENOSPC;
  } else if (isAfter && system.fault !== 'pin/empty-tail-after-accepted') return EBUSY;
  const next = entry.blank();
  next.pushRange(slots, 0, slots.count);
  next.push(prog, link, LAST);
  entry.swap();
  return OK;
}

/** Whether the relative is in this slot. No relative is in the slot of an empty list. */
function isRelative({ relative, fault }: System, { slots }: Entry, index: number): boolean {
  if (slots.progAt(index) !== relative.prog) return false;
  if (relative.link === null || fault === 'pin/relative-link-not-compared') return true;
  return slots.links[index] === relative.link;
}
