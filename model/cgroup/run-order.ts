import { type Cgroup, type Entry, progOf } from './cgroup.ts';
import type { CgroupFaultId } from './faults.ts';

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
export function runOrder(cgroup: Cgroup, fault: MaybeFault): Entry[] {
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
export function listOrder(cgroup: Cgroup, fault: MaybeFault): Entry[] {
  const order: Entry[] = [];
  climb(cgroup, fault, ({ entries }) => order.push(...entries));
  return order;
}

/** Makes a new array of what runs in one cgroup. */
export function recompute(cgroup: Cgroup, fault: MaybeFault): void {
  cgroup.effective = runOrder(cgroup, fault).map(progOf);
}
