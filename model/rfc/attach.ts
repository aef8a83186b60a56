import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENODEV, ESTALE, OK } from '../machine/replies.ts';
import { addSlot } from './add.ts';
import type { Entry } from './entry.ts';
import { FIRST, flagBits, KNOWN_FLAGS, LAST, REPLACE } from './flags.ts';
import type { Hook, Link } from './hook.ts';
import { pinSlot } from './pin.ts';
import { replaceSlot } from './replace.ts';
import { letGo, resolve } from './resolve.ts';
import type { World } from './world.ts';

/** BPF_PROG_ATTACH. */
export function progAttach(world: World, request: RequestOf<'prog_attach'>): Reply {
  if ((flagBits(request.flags) & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(world, request.prog);
  const refused = checkProgFd(world, fd, world.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const hook = hookNamed(world, request.hook);
  const reply = hook.device.present ? attachToHook(world, hook, request, prog, null) : ENODEV;
  // On success the reference becomes the slot's.
  if (reply !== OK) putProg(world, prog);
  return reply;
}

/** What attaching a program and attaching a link have in common, once subject and hook are known. */
export function attachToHook(
  world: World,
  hook: Hook,
  request: RequestOf<'prog_attach'> | RequestOf<'link_create'>,
  prog: Prog,
  link: Link | null,
): Reply {
  const entry = hook.entry;
  entry.create(world.firstRevision);
  // Neither 0 nor the current one, whatever that is.
  const late = world.fault === 'attach/stale-after-resolve';
  if (!late && request.revision === 'stale') return giveUp(entry, ESTALE);
  const flags = flagBits(request.flags);
  const refused = resolve(world, request.relative, flags, prog.type);
  if (refused !== OK) return giveUp(entry, refused);
  const reply = late && request.revision === 'stale' ? ESTALE : attachResolved(world, entry, flags, prog, link);
  letGo(world);
  if (reply !== OK) return giveUp(entry, reply);
  if ((flags & REPLACE) === 0 || world.fault !== 'revision/stays-on-replace') world.commit(entry);
  return OK;
}

function attachResolved(world: World, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  if ((flags & REPLACE) !== 0) return replaceSlot(world, entry, flags, prog, link);
  if ((flags & (FIRST | LAST)) !== 0) return pinSlot(world, entry, flags, prog, link);
  return addSlot(world, entry, flags, prog, link);
}

function giveUp(entry: Entry, reply: Reply): Reply {
  entry.freeIfEmpty();
  return reply;
}
