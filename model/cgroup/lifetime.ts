import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { putProg } from '../machine/references.ts';
import { EBUSY, EEXIST, ENOENT, OK } from '../machine/replies.ts';
import { Cgroup, type Entry } from './cgroup.ts';
import { recompute } from './run-order.ts';
import type { System } from './system.ts';

/** rmdir(2) of a cgroup. What is attached there goes with it, unless somebody uses it still. */
export function cgroupRemove(system: System, request: RequestOf<'cgroup_remove'>): Reply {
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  if (request.busy || hasChildren(cgroup)) return EBUSY;
  cgroup.present = false;
  if (cgroup.users === 0 || system.fault === 'cgroup/released-at-once') release(system, cgroup);
  return OK;
}

function hasChildren(cgroup: Cgroup): boolean {
  return cgroup.subtree.some((below) => below !== cgroup && below.present);
}

/** One user less: the last one of a cgroup that was removed takes it along. */
export function putCgroup(system: System, cgroup: Cgroup): void {
  cgroup.users--;
  if (cgroup.users === 0 && !cgroup.present && system.fault !== 'cgroup/never-released') release(system, cgroup);
}

/** The end of a cgroup, which uses no ancestor any more. */
function release(system: System, cgroup: Cgroup): void {
  for (const entry of cgroup.entries) letGo(system, entry);
  cgroup.entries = [];
  cgroup.effective = [];
  cgroup.mode = 0;
  for (const above of cgroup.ancestors) {
    if (!above.subtree.includes(cgroup)) continue;
    above.subtree = above.subtree.filter((below) => below !== cgroup);
    putCgroup(system, above);
  }
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

/** mkdir(2) of a cgroup that is gone: another one, which has nothing but what runs there from its ancestors. */
export function cgroupCreate(system: System, request: RequestOf<'cgroup_create'>): Reply {
  const former = hookNamed(system, request.hook);
  if (former.present) return EEXIST;
  const parent = former.parent === null ? null : hookNamed(system, former.parent.name);
  if (parent !== null && !parent.present) return ENOENT;
  const { name, revision } = former;
  const goesOn = system.fault === 'cgroup/revision-goes-on';
  const cgroup = new Cgroup(name, parent, goesOn ? revision : system.firstRevision);
  system.rename(former, cgroup);
  if (system.fault !== 'cgroup/inherits-nothing') recompute(cgroup, system.fault);
  return OK;
}
