import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EBUSY, EINVAL, ENODEV, ENOENT, ERANGE, ESTALE, OK, UNDEFINED } from '../machine/replies.ts';
import type { Bundle } from './bundle.ts';
import { heedDirectives, UNDESIGNATED } from './directives.ts';
import { flagBits, isStale, KNOWN_FLAGS, REPLACE } from './flags.ts';
import { releaseRelative, resolveRelative } from './relative.ts';
import { removeSlot } from './release.ts';
import type { World } from './world.ts';

/** BPF_PROG_DETACH. */
export function progDetach(world: World, request: RequestOf<'prog_detach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(world, request.prog);
  if (fd === 0) return detachFromHook(world, request, flags, null);
  const refused = checkProgFd(world, fd, world.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const reply = detachFromHook(world, request, flags, prog);
  if (!(reply === EBUSY && world.fault === 'detach/busy-leaks-subject')) putProg(world, prog);
  return reply;
}

function detachFromHook(world: World, request: RequestOf<'prog_detach'>, flags: number, prog: Prog | null): Reply {
  const hook = hookNamed(world, request.hook);
  if (!hook.device.present) return ENODEV;
  const bundle = hook.entry;
  if (bundle === null) return ENOENT;
  if ((flags & REPLACE) !== 0 && world.fault !== 'detach/replace-accepted') return EINVAL;
  if (world.fault !== 'detach/stale-ignored' && isStale(request.revision, bundle.revision)) return ESTALE;
  // Only an entry that a clsact qdisc keeps can be empty; as first merged that was not noticed at all.
  if (bundle.count === 0 && !world.isFirstMerge) return ENOENT;
  const refused = resolveRelative(world, request.relative, prog === null ? null : prog.type);
  if (refused !== OK) return refused;
  const reply = findSlot(world, bundle, flags, prog);
  releaseRelative(world);
  if (reply === OK) removeSlot(world, hook, world.designated);
  return reply;
}

/** Decides which slot goes, into `world.designated`, or why none can. Changes nothing. */
function findSlot(world: World, bundle: Bundle, flags: number, prog: Prog | null): Reply {
  world.designated = UNDESIGNATED;
  if (prog !== null) {
    const position = bundle.active.find(prog);
    if (position < 0) return ENOENT;
    if (bundle.active.links[position] !== null) return EBUSY;
    world.designated = position;
  }
  const reply = heedDirectives(world, bundle, flags);
  if (reply !== OK) return reply;
  if (world.designated >= bundle.capacity && world.fault !== 'detach/full-tail-removable') return ERANGE;
  // Neither the entry in front of the array nor the terminator is a slot.
  if (bundle.count === 0) return UNDEFINED;
  const slot = nearestSlot(world.designated, bundle.count);
  world.designated = slot;
  if (bundle.active.links[slot] !== null && world.fault !== 'detach/linked-slot-removable') return EBUSY;
  return OK;
}

/** The index in front of the first slot means the first, the one behind the last means the last. */
function nearestSlot(index: number, count: number): number {
  if (index < 0) return 0;
  return index === count ? count - 1 : index;
}
