import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { putProg } from '../machine/references.ts';
import { EBUSY, EEXIST, ENOENT, OK } from '../machine/replies.ts';
import type { Cgroup, Entry } from './cgroup.ts';
import { recompute } from './run-order.ts';
import type { System } from './system.ts';

/** rmdir(2) of a cgroup. No socket was made in it, so what is attached there goes with it. */
export function cgroupRemove(system: System, request: RequestOf<'cgroup_remove'>): Reply {
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  if (request.busy || hasChildren(cgroup)) return EBUSY;
  for (const entry of cgroup.entries) letGo(system, entry);
  cgroup.entries.length = 0;
  cgroup.effective.length = 0;
  cgroup.mode = 0;
  cgroup.present = false;
  return OK;
}

function hasChildren(cgroup: Cgroup): boolean {
  return cgroup.subtree.some((below) => below !== cgroup && below.present);
}

/** Gives back a reference that an entry has; a link lives on, defunct, with its program. */
function letGo(system: System, { prog, link }: Entry): void {
  if (prog !== null && system.fault !== 'cgroup/direct-programs-leak') putProg(system, prog);
  if (link === null || system.fault === 'cgroup/links-stay-attached') return;
  link.hook = null;
  if (system.fault !== 'cgroup/links-lose-program') return;
  putProg(system, link.prog!);
  link.prog = null;
}

/** mkdir(2) of a cgroup that is gone: a new one, which has nothing but what runs there from its ancestors. */
export function cgroupCreate(system: System, request: RequestOf<'cgroup_create'>): Reply {
  const cgroup = hookNamed(system, request.hook);
  if (cgroup.present) return EEXIST;
  if (cgroup.parent !== null && !cgroup.parent.present) return ENOENT;
  cgroup.present = true;
  if (system.fault !== 'cgroup/revision-goes-on') cgroup.revision = system.firstRevision;
  if (system.fault !== 'cgroup/inherits-nothing') recompute(cgroup, system.fault);
  return OK;
}
