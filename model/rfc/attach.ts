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
import type { System } from './system.ts';

/** BPF_PROG_ATTACH. */
export function progAttach(system: System, request: RequestOf<'prog_attach'>): Reply {
  if ((flagBits(request.flags) & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const hook = hookNamed(system, request.hook);
  const reply = hook.device.present ? attachToHook(system, hook, request, prog, null) : ENODEV;
  // On success the reference becomes the slot's.
  if (reply !== OK) putProg(system, prog);
  return reply;
}

/** What attaching a program and attaching a link have in common, once subject and hook are known. */
export function attachToHook(
  system: System,
  hook: Hook,
  request: RequestOf<'prog_attach'> | RequestOf<'link_create'>,
  prog: Prog,
  link: Link | null,
): Reply {
  const entry = hook.entry;
  entry.create(system.firstRevision);
  // Neither 0 nor the current one, whatever that is.
  const late = system.fault === 'attach/stale-after-resolve';
  if (!late && request.revision === 'stale') return giveUp(entry, ESTALE);
  const flags = flagBits(request.flags);
  const refused = resolve(system, request.relative, flags, prog.type);
  if (refused !== OK) return giveUp(entry, refused);
  const reply = late && request.revision === 'stale' ? ESTALE : attachResolved(system, entry, flags, prog, link);
  letGo(system);
  if (reply !== OK) return giveUp(entry, reply);
  if ((flags & REPLACE) === 0 || system.fault !== 'revision/stays-on-replace') system.commit(entry);
  return OK;
}

function attachResolved(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  if ((flags & REPLACE) !== 0) return replaceSlot(system, entry, flags, prog, link);
  if ((flags & (FIRST | LAST)) !== 0) return pinSlot(system, entry, flags, prog, link);
  return addSlot(system, entry, flags, prog, link);
}

function giveUp(entry: Entry, reply: Reply): Reply {
  entry.freeIfEmpty();
  return reply;
}
