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
  const upward: Cgroup[] = [];
  climb(cgroup, fault, (level) => upward.push(level));
  const downward = upward.toReversed();
  const order: Entry[] = [];
  for (const { entries } of fault === 'effective/preorder-descendants-first' ? upward : downward)
    for (const entry of fault === 'effective/preorder-reversed' ? entries.toReversed() : entries)
      if (entry.preorder) order.push(entry);
  for (const { entries } of fault === 'effective/ancestors-first' ? downward : upward)
    for (const entry of entries) if (!entry.preorder) order.push(entry);
  return order;
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
