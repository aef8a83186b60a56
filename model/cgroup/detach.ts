import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENOENT, ESTALE, OK } from '../machine/replies.ts';
import type { Cgroup } from './cgroup.ts';
import { flagBits, isStale } from './flags.ts';
import { removeEntry } from './release.ts';
import type { System } from './system.ts';
import { saysTooMuch } from './unknown-fields.ts';

/** BPF_PROG_DETACH. */
export function progDetach(system: System, request: RequestOf<'prog_detach'>): Reply {
  const { ordered } = system.differences;
  if (system.fault !== 'detach/flags-accepted') {
    if (flagBits(request.flags) !== 0) return EINVAL;
    if (ordered && request.relative.is !== 'none') return EINVAL;
  }
  if (saysTooMuch(system, request)) return EINVAL;
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  if (ordered && system.fault !== 'detach/stale-ignored' && isStale(request.revision, cgroup.revision)) return ESTALE;
  if (cgroup.isMulti || system.fault === 'detach/single-compares-program') return detachProg(system, request, cgroup);
  // The one program goes, whatever was named: the fd is not even looked at.
  if (cgroup.entries.length === 0) return ENOENT;
  removeEntry(system, cgroup, 0);
  return OK;
}

function detachProg(system: System, request: RequestOf<'prog_detach'>, cgroup: Cgroup): Reply {
  const fd = progFd(system, request.prog);
  if (checkProgFd(system, fd, system.takes) !== OK) return EINVAL;
  const prog = takeProg(system, fd);
  const position = cgroup.findDirect(prog);
  if (position >= 0) removeEntry(system, cgroup, position);
  if (position >= 0 || system.fault !== 'detach/absent-leaks-subject') putProg(system, prog);
  return position >= 0 ? OK : ENOENT;
}
