import {
  CGROUP_ATTACH_TYPES,
  type CgroupAttachType,
  type ProgType,
  retvalOf,
  type Universe,
} from '../../spec/families/slots/vocabulary/index.ts';
import { BaseSystem } from '../machine/base-system.ts';
import { RelativeNumber } from '../machine/lower.ts';
import { Cgroup } from './cgroup.ts';
import type { CgroupFaultId } from './faults.ts';
import { ALLOW_MULTI } from './flags.ts';
import { recompute } from './run-order.ts';
import { Socket } from './socket.ts';
import type { Differences } from './variants.ts';

/** Programs of this type may be loaded by anybody, so attaching one needs a capability. */
export const GUARDED_TYPE: ProgType = 'cgroup_skb';

/** Everything the machine has: objects, the fd table, the id tables, and the cgroups, parents first. */
export class System extends BaseSystem<Cgroup> {
  readonly differences: Differences;
  readonly fault: CgroupFaultId | 'none';
  /** What the programs of all cgroups are run for. */
  readonly attachType: CgroupAttachType;
  /** The type of program that is attached there. */
  readonly takes: ProgType;
  /** What programs do where they run. */
  readonly universe: Pick<Universe, 'programs' | 'verdicts'>;
  /** The number of entries a cgroup has room for. */
  readonly capacity: number;
  /** The revision of a cgroup where nothing was ever attached. */
  readonly firstRevision: number;
  readonly sockets: ReadonlyMap<string, Socket>;
  /** The relative of the request at hand: scratch. */
  readonly relative = new RelativeNumber();
  /** The index in the list where the subject of the request at hand goes: scratch. */
  place = 0;
  /** Whether it takes the place of the entry there: scratch. */
  overwrites = false;
  /** Whether memory runs out when the subject of the request at hand is taken away: scratch. */
  isShort = false;

  constructor(universe: Universe, differences: Differences, fault: CgroupFaultId | 'none') {
    super(universe);
    this.differences = differences;
    this.universe = universe;
    this.fault = fault;
    this.capacity = universe.capacity;
    this.firstRevision = universe.revision;
    this.sockets = new Map(universe.sockets.map((name) => [name, new Socket(name)]));
    const [first] = Object.values(universe.hooks);
    this.attachType = first?.kind === 'cgroup' ? first.attachType : 'ingress';
    this.takes = CGROUP_ATTACH_TYPES[this.attachType].takes;
    for (const prog of Object.keys(universe.verdicts))
      if (!differences.setsRetval && retvalOf(universe, prog) !== undefined)
        throw new RangeError(`verdict of ${prog}: expected a number, because there is no bpf_set_retval() yet`);
    for (const [name, hook] of Object.entries(universe.hooks)) {
      if (hook.kind !== 'cgroup') throw new RangeError(`hook ${name}: expected a cgroup, found ${hook.kind}`);
      const parent = hook.parent === 'none' ? null : this.hookNames.get(hook.parent)!;
      this.addHook(new Cgroup(name, parent, universe.revision));
    }
    for (const [name, progs] of Object.entries(universe.prefill)) this.prefill(this.hookNames.get(name)!, progs);
  }

  /** From now on the name of a cgroup is another one's. */
  rename(former: Cgroup, cgroup: Cgroup): void {
    this.hooks[this.hooks.indexOf(former)] = cgroup;
    this.hookNames.set(cgroup.name, cgroup);
  }

  /** The cgroups that were removed and that sockets still use, those below included. */
  get dying(): readonly Cgroup[] {
    const dying = new Set<Cgroup>();
    for (const { cgroup } of this.sockets.values())
      if (cgroup !== null && !cgroup.present)
        for (const each of [cgroup, ...cgroup.ancestors]) if (!each.present) dying.add(each);
    return [...dying];
  }

  private prefill(cgroup: Cgroup, progs: readonly string[]): void {
    if (progs.length === 0) return;
    for (const name of progs) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      cgroup.entries = [...cgroup.entries, { prog, link: null, preorder: false }];
      cgroup.revision++;
    }
    cgroup.mode = ALLOW_MULTI;
    for (const below of cgroup.subtree) recompute(below, 'none');
  }
}
