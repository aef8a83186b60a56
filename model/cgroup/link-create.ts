import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import { mayAttachOwn } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENOENT, ENOMEM, EPERM, OK } from '../machine/replies.ts';
import { admit, settle } from './admit.ts';
import { ALLOW_MULTI, flagBits } from './flags.ts';
import { GUARDED_TYPE, type System } from './system.ts';

/**
 * BPF_LINK_CREATE; links are always MULTI. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(system: System, request: RequestOf<'link_create'>): Reply {
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const { type } = system.fds.at(fd)!.prog!;
  // Who may is asked by the type of the program, ahead of whether the cgroup takes it.
  if (type === GUARDED_TYPE && system.fault !== 'link/anybody-creates' && !mayAttachOwn(request.caller)) return EPERM;
  if (type !== system.takes) return EINVAL;
  const prog = takeProg(system, fd);
  const reply = createTaken(system, request, prog);
  // On success the reference becomes the link's.
  if (reply !== OK && system.fault !== 'link/failed-create-leaks') putProg(system, prog);
  return reply;
}

function createTaken(system: System, request: RequestOf<'link_create'>, prog: Prog): Reply {
  const flags = flagBits(request.flags);
  if (system.fault === 'link/gone-before-flags' && !hookNamed(system, request.hook).present) return ENOENT;
  if ((flags & ~system.differences.linkFlags) !== 0) return EINVAL;
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  const reply = admit(system, cgroup, request, flags | ALLOW_MULTI, null, null);
  if (reply !== OK) return reply;
  if (request.short) return ENOMEM;
  settle(system, cgroup, flags | ALLOW_MULTI, null, openLink(system, request.link, prog, cgroup));
  return OK;
}
