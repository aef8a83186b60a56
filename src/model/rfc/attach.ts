import type { Reply, RequestOf } from '../../spec/vocabulary/index.ts';
import type { Hook } from '../hook.ts';
import { checkProgFd, hookNamed, progFd, takeProg } from '../lookup.ts';
import type { Link, Prog } from '../objects.ts';
import { putProg } from '../release.ts';
import { EINVAL, ENODEV, ESTALE, OK } from '../replies.ts';
import { addSlot } from './add.ts';
import type { Entry } from './entry.ts';
import { FIRST, flagBits, KNOWN_FLAGS, LAST, REPLACE } from './flags.ts';
import { pinSlot } from './pin.ts';
import { replaceSlot } from './replace.ts';
import { letGo, resolve } from './resolve.ts';
import type { RfcWorld } from './world.ts';

/** BPF_PROG_ATTACH. */
export function progAttach(world: RfcWorld, request: RequestOf<'prog_attach'>): Reply {
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
  world: RfcWorld,
  hook: Hook,
  request: RequestOf<'prog_attach'> | RequestOf<'link_create'>,
  prog: Prog,
  link: Link | null,
): Reply {
  const entry = world.entryOf(hook);
  entry.create(world.firstRevision);
  // Neither 0 nor the current one, whatever that is.
  const late = world.planted === 'attach/stale-after-resolve';
  if (!late && request.revision === 'stale') return giveUp(entry, ESTALE);
  const flags = flagBits(request.flags);
  const refused = resolve(world, request.relative, flags, prog.type);
  if (refused !== OK) return giveUp(entry, refused);
  const reply = late && request.revision === 'stale' ? ESTALE : attachResolved(world, entry, flags, prog, link);
  letGo(world);
  if (reply !== OK) return giveUp(entry, reply);
  if ((flags & REPLACE) === 0 || world.planted !== 'revision/stays-on-replace') world.commit(entry);
  return OK;
}

function attachResolved(world: RfcWorld, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  if ((flags & REPLACE) !== 0) return replaceSlot(world, entry, flags, prog, link);
  if ((flags & (FIRST | LAST)) !== 0) return pinSlot(world, entry, flags, prog, link);
  return addSlot(world, entry, flags, prog, link);
}

function giveUp(entry: Entry, reply: Reply): Reply {
  entry.freeIfEmpty();
  return reply;
}
