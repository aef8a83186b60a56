import type { Cgroup } from './cgroup.ts';
import type { CgroupFaultId } from './faults.ts';
import { type Entry, type Link, progOf } from './objects.ts';
import type { World } from './world.ts';

type MaybeFault = CgroupFaultId | 'none';

/**
 * Calls `visit` for the cgroup and then for every ancestor whose programs run there, nearest first: one that does not
 * take several programs runs only where nothing was found below it.
 */
function climb(cgroup: Cgroup, fault: MaybeFault, visit: (level: Cgroup) => void): void {
  let found = 0;
  for (let level: Cgroup | null = cgroup; level !== null; level = level.parent) {
    const yields = found > 0 && !level.isMulti;
    if (yields && !(fault === 'effective/override-ancestor-runs' && level.modeName === 'OVERRIDE')) continue;
    visit(level);
    found += level.entries.length;
  }
}

/** The entries that run in a cgroup, in the order they run: PREORDER from the top down, the others from the bottom up. */
function runOrder(cgroup: Cgroup, fault: MaybeFault): Entry[] {
  const early: Entry[][] = [];
  const late: Entry[][] = [];
  climb(cgroup, fault, ({ entries }) => {
    early.push(entries.filter((entry) => entry.preorder));
    late.push(entries.filter((entry) => !entry.preorder));
  });
  if (fault !== 'effective/preorder-descendants-first') early.reverse();
  if (fault === 'effective/preorder-reversed') for (const level of early) level.reverse();
  if (fault === 'effective/ancestors-first') late.reverse();
  return [...early, ...late].flat();
}

/** The entries that run in a cgroup in the order of the lists, as if there were no PREORDER. */
function listOrder(cgroup: Cgroup, fault: MaybeFault): Entry[] {
  const order: Entry[] = [];
  climb(cgroup, fault, ({ entries }) => order.push(...entries));
  return order;
}

/** Makes a new array of what runs in one cgroup. */
export function recompute(cgroup: Cgroup, fault: MaybeFault): void {
  cgroup.effective = runOrder(cgroup, fault).map(progOf);
}

/** Recomputes what runs in a cgroup and below it, after its list has changed. */
export function recomputeSubtree(world: World, cgroup: Cgroup): void {
  const { fault } = world;
  if (fault === 'effective/descendants-not-recomputed') recompute(cgroup, fault);
  else for (const below of cgroup.subtree) recompute(below, fault);
}

/**
 * Writes a link's new program over its old one wherever it runs. Nothing is recomputed: where the search comes to
 * another entry, that entry is overwritten, and the old program stays, without a reference, until an attach or detach.
 */
export function overwriteProg(world: World, cgroup: Cgroup, link: Link): void {
  const order = world.differences.overwritesBy === 'run-order' ? runOrder : listOrder;
  for (const below of cgroup.subtree) {
    if (below !== cgroup && world.fault === 'link/update-not-inherited') return;
    const position = order(below, world.fault).findIndex((entry) => entry.link === link);
    // Only a fault can have kept an attached link out.
    if (position >= 0 && position < below.effective.length) below.effective[position] = link.prog!;
  }
}
