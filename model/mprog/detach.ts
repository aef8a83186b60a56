import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import { mayAdminister } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EBUSY, EINVAL, ENOENT, EPERM, ERANGE, ESTALE, OK, UNDEFINED } from '../machine/replies.ts';
import type { Bundle } from './bundle.ts';
import { reach } from './device.ts';
import { heedDirectives, UNDESIGNATED } from './directives.ts';
import { flagBits, isStale, KNOWN_FLAGS, REPLACE } from './flags.ts';
import { releaseRelative, resolveRelative } from './relative.ts';
import { removeSlot } from './release.ts';
import type { System } from './system.ts';

/** BPF_PROG_DETACH. */
export function progDetach(system: System, request: RequestOf<'prog_detach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(system, request.prog);
  if (fd === 0) return detachUnnamed(system, request, flags);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  if (system.fault === 'detach/fd-not-enough' && !mayAdminister(request.caller)) return EPERM;
  const prog = takeProg(system, fd);
  const reply = detachFromHook(system, request, flags, prog);
  if (!(reply === EBUSY && system.fault === 'detach/busy-leaks-subject')) putProg(system, prog);
  return reply;
}

/** Whoever holds no fd of what goes has to be allowed to administer networks; for long that was not asked. */
function detachUnnamed(system: System, request: RequestOf<'prog_detach'>, flags: number): Reply {
  const isAsked = !system.defects.detachesForAnybody && system.fault !== 'detach/anybody-without-subject';
  if (isAsked && !mayAdminister(request.caller)) return EPERM;
  return detachFromHook(system, request, flags, null);
}

function detachFromHook(system: System, request: RequestOf<'prog_detach'>, flags: number, prog: Prog | null): Reply {
  const hook = hookNamed(system, request.hook);
  const unreached = reach(system, hook);
  if (unreached !== OK) return unreached;
  const bundle = hook.entry;
  if (bundle === null) return ENOENT;
  if ((flags & REPLACE) !== 0 && system.fault !== 'detach/replace-accepted') return EINVAL;
  if (system.fault !== 'detach/stale-ignored' && isStale(request.revision, bundle.revision)) return ESTALE;
  // Only an entry that a clsact qdisc keeps can be empty; as first merged that was not noticed at all.
  if (bundle.count === 0 && !system.defects.detachesFromEmpty) return ENOENT;
  const refused = resolveRelative(system, request.relative, prog === null ? null : prog.type);
  if (refused !== OK) return refused;
  const reply = findSlot(system, bundle, flags, prog);
  releaseRelative(system);
  if (reply === OK) removeSlot(system, hook, system.designated);
  return reply;
}

/** Decides which slot goes, into `system.designated`, or why none can. Changes nothing. */
function findSlot(system: System, bundle: Bundle, flags: number, prog: Prog | null): Reply {
  system.designated = UNDESIGNATED;
  if (prog !== null) {
    const position = bundle.active.find(prog);
    if (position < 0) return ENOENT;
    if (bundle.active.links[position] !== null) return EBUSY;
    system.designated = position;
  }
  const reply = heedDirectives(system, bundle, flags);
  if (reply !== OK) return reply;
  if (system.designated >= bundle.capacity && system.fault !== 'detach/full-tail-removable') return ERANGE;
  // Neither the entry in front of the array nor the terminator is a slot.
  if (bundle.count === 0) return UNDEFINED;
  const slot = nearestSlot(system.designated, bundle.count);
  system.designated = slot;
  if (bundle.active.links[slot] !== null && system.fault !== 'detach/linked-slot-removable') return EBUSY;
  return OK;
}

/** The index in front of the first slot means the first, the one behind the last means the last. */
function nearestSlot(index: number, count: number): number {
  if (index < 0) return 0;
  return index === count ? count - 1 : index;
}
