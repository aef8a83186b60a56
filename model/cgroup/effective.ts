import type { Cgroup, Link } from './cgroup.ts';
import { listOrder, recompute, runOrder } from './run-order.ts';
import type { System } from './system.ts';

/** Recomputes what runs in a cgroup and below it, after its list has changed. */
export function recomputeSubtree(system: System, cgroup: Cgroup): void {
  const { fault } = system;
  if (fault === 'effective/descendants-not-recomputed') recompute(cgroup, fault);
  else
    for (const below of cgroup.subtree)
      if (below.present || fault !== 'effective/dying-not-recomputed') recompute(below, fault);
}

/**
 * Writes a link's new program over its old one wherever it runs. Nothing is recomputed: where the search comes to
 * another entry, that entry is overwritten, and the old program stays, without a reference, until an attach or detach.
 */
export function overwriteProg(system: System, cgroup: Cgroup, link: Link): void {
  const order = system.differences.overwritesBy === 'run-order' ? runOrder : listOrder;
  for (const below of cgroup.subtree) {
    if (below !== cgroup && system.fault === 'link/update-not-inherited') return;
    const position = order(below, system.fault).findIndex((entry) => entry.link === link);
    // Only a fault can have kept an attached link out.
    if (position >= 0 && position < below.effective.length)
      below.effective = below.effective.with(position, link.prog!);
  }
}
