import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import { mayAttachOwn } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENOENT, ENOMEM, EPERM, OK } from '../machine/replies.ts';
import { admit, settle } from './admit.ts';
import type { Cgroup } from './cgroup.ts';
import { AFTER, ALLOW_MULTI, BEFORE, flagBits, MODE_BITS, PREORDER, REPLACE } from './flags.ts';
import { GUARDED_TYPE, type System } from './system.ts';
import { saysTooMuch } from './unknown-fields.ts';

/** BPF_PROG_ATTACH. */
export function progAttach(system: System, request: RequestOf<'prog_attach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~system.differences.attachFlags) !== 0 || saysTooMuch(system, request)) return EINVAL;
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  // Whatever is wrong with program and attach type is the same error, this too.
  const isGuarded = system.takes === GUARDED_TYPE || system.fault === 'attach/calls-guarded';
  if (isGuarded && system.fault !== 'attach/anybody' && !mayAttachOwn(request.caller))
    return system.fault === 'attach/refusal-told-apart' ? EPERM : EINVAL;
  const prog = takeProg(system, fd);
  const reply = attachTaken(system, request, flags, prog);
  // On success the reference becomes the entry's.
  if (reply !== OK && !(reply === EPERM && system.fault === 'attach/forbidden-leaks-subject')) putProg(system, prog);
  return reply;
}

function attachTaken(system: System, request: RequestOf<'prog_attach'>, flags: number, prog: Prog): Reply {
  const cgroup = hookNamed(system, request.hook);
  const isLate = system.fault === 'attach/replaced-before-gone';
  if (!cgroup.present && !isLate) return ENOENT;
  // Only with both flags is replace_bpf_fd looked at, and then ahead of everything that is wrong with the flags.
  const isReplacing = (flags & REPLACE) !== 0 && (flags & ALLOW_MULTI) !== 0;
  if (!isReplacing) return attachToCgroup(system, cgroup, request, flags, prog, null);
  const fd = progFd(system, request.replace);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const replaced = takeProg(system, fd);
  const reply = attachToCgroup(system, cgroup, request, flags, prog, replaced);
  if (!(reply === ENOENT && system.fault === 'attach/absent-replace-leaks')) putProg(system, replaced);
  return reply;
}

function attachToCgroup(
  system: System,
  cgroup: Cgroup,
  request: RequestOf<'prog_attach'>,
  flags: number,
  prog: Prog,
  replaced: Prog | null,
): Reply {
  if (!cgroup.present) return ENOENT;
  if ((flags & MODE_BITS) === MODE_BITS) return EINVAL;
  if ((flags & REPLACE) !== 0 && replaced === null) return EINVAL;
  if ((flags & REPLACE) !== 0 && (flags & (BEFORE | AFTER)) !== 0) return EINVAL;
  const reply = admit(system, cgroup, request, flags, prog, replaced);
  if (reply !== OK) return reply;
  if (request.short) return runOut(system, cgroup, flags);
  settle(system, cgroup, flags, prog, null);
  return OK;
}

/** There is no memory for what is to run: everything is given back, for long without the flags of a slot that was to be overwritten. */
function runOut(system: System, cgroup: Cgroup, flags: number): Reply {
  if (system.overwrites && !system.differences.restoresFlags) {
    const old = cgroup.entries[system.place]!;
    cgroup.entries = cgroup.entries.with(system.place, { ...old, preorder: (flags & PREORDER) !== 0 });
  }
  return ENOMEM;
}
