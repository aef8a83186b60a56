import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EBUSY, EINVAL, ENODEV, ENOENT, ESTALE, OK } from '../machine/replies.ts';
import { AFTER, BEFORE, FIRST, flagBits, KNOWN_FLAGS, LAST, REPLACE } from './flags.ts';
import { removeSlot } from './release.ts';
import { letGo, resolve } from './resolve.ts';
import type { SlotsRead } from './slots.ts';
import type { System } from './system.ts';

/** BPF_PROG_DETACH. */
export function progDetach(system: System, request: RequestOf<'prog_detach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(system, request.prog);
  if (fd === 0) return detachFromHook(system, request, flags, null);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = detachFromHook(system, request, flags, prog);
  putProg(system, prog);
  return reply;
}

function detachFromHook(system: System, request: RequestOf<'prog_detach'>, flags: number, prog: Prog | null): Reply {
  const hook = hookNamed(system, request.hook);
  if (!hook.device.present) return ENODEV;
  const entry = hook.entry;
  if (!entry.exists) return ENOENT;
  if (system.fault !== 'detach/stale-ignored' && request.revision === 'stale') return ESTALE;
  const refused = resolve(system, request.relative, flags, prog === null ? null : prog.type);
  if (refused !== OK) return refused;
  const reply = chooseSlot(system, entry.slots, flags, prog);
  letGo(system);
  if (reply !== OK) return reply;
  if (system.designated === NO_SLOT) system.commit(entry);
  else removeSlot(system, hook, system.designated);
  return reply;
}

/** Stands in `system.designated` for a detach that removes nothing and succeeds. */
const NO_SLOT = -1;

/** Decides which slot goes, into `system.designated`, or why none can. Changes nothing. */
function chooseSlot(system: System, slots: SlotsRead, flags: number, named: Prog | null): Reply {
  if ((flags & REPLACE) !== 0) return EINVAL;
  let subject = named;
  if ((flags & FIRST) !== 0) {
    const head = slots.progAt(0);
    const isOther = subject !== null && subject !== head;
    if (isOther && system.fault !== 'detach/first-subject-not-compared') return ENOENT;
    subject = head;
  }
  if ((flags & LAST) !== 0) {
    const tail = slots.progAt(slots.count - 1);
    if (subject !== null && subject !== tail) return ENOENT;
    subject = tail;
  }
  if ((flags & (BEFORE | AFTER)) !== 0) {
    const isBeside = system.relative.prog !== null;
    if (!isBeside && subject !== null) return EINVAL;
    const meant = isBeside ? neighbour(system, slots, flags) : endNeighbour(slots, flags);
    if (meant === null || (subject !== null && subject !== meant)) return ENOENT;
    subject = meant;
  }
  return subject === null ? ENOENT : designate(system, slots, subject);
}

/** Decides for the slot of a program, or why it cannot be taken out. */
function designate(system: System, slots: SlotsRead, subject: Prog): Reply {
  const index = slots.find(subject);
  if (index < 0) {
    // The step that takes the subject out of the list looks in the end whether anything is left, not whether it was there.
    if (slots.count > 0 || system.fault === 'detach/empty-entry-enoent') return ENOENT;
    system.designated = NO_SLOT;
    return OK;
  }
  if (slots.links[index] !== null && system.fault !== 'detach/linked-slot-removable') return EBUSY;
  system.designated = index;
  return OK;
}

/** What BEFORE or AFTER the relative means: with both, BEFORE. Null where there is no such slot. */
function neighbour({ relative, fault }: System, slots: SlotsRead, flags: number): Prog | null {
  const index = slots.findTuple(relative.prog, relative.link);
  if (index < 0) return null;
  const isAfter = fault === 'detach/after-wins' ? (flags & AFTER) !== 0 : (flags & BEFORE) === 0;
  return slots.progAt(isAfter ? index + 1 : index - 1);
}

/** What BEFORE or AFTER without a relative means: with both, AFTER. */
function endNeighbour(slots: SlotsRead, flags: number): Prog | null {
  return (flags & AFTER) !== 0 ? slots.lastUnpinned() : slots.firstUnpinned();
}
