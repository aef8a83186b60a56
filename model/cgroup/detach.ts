import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENOENT, ESTALE, OK } from '../machine/replies.ts';
import type { Cgroup } from './cgroup.ts';
import { TAKEN_TYPE } from './cgroup.ts';
import { flagBits, isStale } from './flags.ts';
import { removeEntry } from './release.ts';
import type { World } from './world.ts';

/** BPF_PROG_DETACH. */
export function progDetach(world: World, request: RequestOf<'prog_detach'>): Reply {
  const { ordered } = world.differences;
  if (world.fault !== 'detach/flags-accepted') {
    if (flagBits(request.flags) !== 0) return EINVAL;
    if (ordered && request.relative.is !== 'none') return EINVAL;
  }
  const cgroup = hookNamed(world, request.hook);
  if (ordered && world.fault !== 'detach/stale-ignored' && isStale(request.revision, cgroup.revision)) return ESTALE;
  if (cgroup.isMulti || world.fault === 'detach/single-compares-program') return detachProg(world, request, cgroup);
  // The one program goes, whatever was named: the fd is not even looked at.
  if (cgroup.entries.length === 0) return ENOENT;
  removeEntry(world, cgroup, 0);
  return OK;
}

function detachProg(world: World, request: RequestOf<'prog_detach'>, cgroup: Cgroup): Reply {
  const fd = progFd(world, request.prog);
  if (checkProgFd(world, fd, TAKEN_TYPE) !== OK) return EINVAL;
  const prog = takeProg(world, fd);
  const position = cgroup.findDirect(prog);
  if (position >= 0) removeEntry(world, cgroup, position);
  if (position >= 0 || world.fault !== 'detach/absent-leaks-subject') putProg(world, prog);
  return position >= 0 ? OK : ENOENT;
}
