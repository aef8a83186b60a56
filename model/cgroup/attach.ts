import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENOENT, EPERM, OK } from '../machine/replies.ts';
import { admit, settle } from './admit.ts';
import { TAKEN_TYPE } from './cgroup.ts';
import { AFTER, ALLOW_MULTI, BEFORE, flagBits, MODE_BITS, REPLACE } from './flags.ts';
import type { World } from './world.ts';

/** BPF_PROG_ATTACH. */
export function progAttach(world: World, request: RequestOf<'prog_attach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~world.differences.attachFlags) !== 0) return EINVAL;
  const fd = progFd(world, request.prog);
  const refused = checkProgFd(world, fd, TAKEN_TYPE);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const reply = attachTaken(world, request, flags, prog);
  // On success the reference becomes the entry's.
  if (reply !== OK && !(reply === EPERM && world.fault === 'attach/forbidden-leaks-subject')) putProg(world, prog);
  return reply;
}

function attachTaken(world: World, request: RequestOf<'prog_attach'>, flags: number, prog: Prog): Reply {
  // Only with both flags is replace_bpf_fd looked at, and then ahead of everything that is wrong with the flags.
  const isReplacing = (flags & REPLACE) !== 0 && (flags & ALLOW_MULTI) !== 0;
  if (!isReplacing) return attachToCgroup(world, request, flags, prog, null);
  const fd = progFd(world, request.replace);
  const refused = checkProgFd(world, fd, TAKEN_TYPE);
  if (refused !== OK) return refused;
  const replaced = takeProg(world, fd);
  const reply = attachToCgroup(world, request, flags, prog, replaced);
  if (!(reply === ENOENT && world.fault === 'attach/absent-replace-leaks')) putProg(world, replaced);
  return reply;
}

function attachToCgroup(
  world: World,
  request: RequestOf<'prog_attach'>,
  flags: number,
  prog: Prog,
  replaced: Prog | null,
): Reply {
  if ((flags & MODE_BITS) === MODE_BITS) return EINVAL;
  if ((flags & REPLACE) !== 0 && replaced === null) return EINVAL;
  if ((flags & REPLACE) !== 0 && (flags & (BEFORE | AFTER)) !== 0) return EINVAL;
  const cgroup = hookNamed(world, request.hook);
  const reply = admit(world, cgroup, request, flags, prog, replaced);
  if (reply === OK) settle(world, cgroup, flags, prog, null);
  return reply;
}
