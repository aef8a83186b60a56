import { Prog } from '../machine/objects.ts';
import { Parts } from '../machine/parts.ts';
import type { Cgroup, Entry } from './cgroup.ts';
import { runOrder } from './run-order.ts';
import type { System } from './system.ts';

/** What takes the place of a program in an array that cannot be made anew: it does nothing, and is in no list. */
export const STAND_IN = new Prog(new Parts(), 'stand-in', 'cgroup_skb', 0, 0);
STAND_IN.refs = 1;

/** What a query tells of an array, and what counts where a program is looked for in it. */
export function realProgs(progs: readonly Prog[]): readonly Prog[] {
  return progs.includes(STAND_IN) ? progs.filter((prog) => prog !== STAND_IN) : progs;
}

/** Whether new arrays take memory, and there is none. An array of nothing is there already. */
export function lacksMemory(system: System, cgroup: Cgroup): boolean {
  return system.isShort && cgroup.subtree.some((below) => runOrder(below, system.fault).length > 0);
}

/** Puts the stand-in over an entry wherever it runs, while it is still in the list. */
export function standIn(system: System, cgroup: Cgroup, entry: Entry): void {
  for (const below of cgroup.subtree) {
    let left = runOrder(below, system.fault).indexOf(entry);
    for (let at = 0; left >= 0 && at < below.effective.length; at++) {
      if (below.effective[at] === STAND_IN) continue;
      if (left === 0) below.effective = below.effective.with(at, STAND_IN);
      left--;
    }
  }
}
