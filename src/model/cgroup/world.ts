import type { Universe } from '../../spec/vocabulary/index.ts';
import { Cgroup } from './cgroup.ts';
import { recompute } from './effective.ts';
import type { CgroupFaultId } from './faults.ts';
import { ALLOW_MULTI } from './flags.ts';
import { File, Link, Prog } from './objects.ts';
import type { Differences } from './variants.ts';

/** An fd number that is never open. */
export const CLOSED_FD = 1;
/** An fd that is open from the start and belongs to neither a program nor a link (a map's, say). */
export const MAP_FD = 2;

/** Everything the machine has: objects, the fd table, the id tables, and the cgroups. Built anew by every reset. */
export class World {
  readonly differences: Differences;
  readonly fault: CgroupFaultId | 'none';
  /** The number of entries a cgroup has room for. */
  readonly capacity: number;
  /** The revision of a cgroup where nothing was ever attached. */
  readonly firstRevision: number;
  readonly progs: Prog[] = [];
  readonly links: Link[] = [];
  /** Parents first. */
  readonly cgroups: Cgroup[] = [];
  readonly progNames = new Map<string, Prog>();
  readonly linkNames = new Map<string, Link>();
  readonly cgroupNames = new Map<string, Cgroup>();
  /** fd to open file. 0 is standard input. */
  readonly fds: (File | null)[] = [new File(null, null), null, new File(null, null)];
  /** id to live program. 0 is nobody's, and so is the last one (`unknownProgId`). */
  readonly progIds: (Prog | null)[] = [null];
  /** id to live link. 0 is nobody's, and so is the last one (`unknownLinkId`). */
  readonly linkIds: (Link | null)[] = [null];
  readonly unknownProgId: number;
  readonly unknownLinkId: number;
  /** The number that names the relative of the request at hand: scratch. */
  relativeValue = 0;
  /** The index in the list where the subject of the request at hand goes: scratch. */
  place = 0;
  /** Whether it takes the place of the entry there: scratch. */
  overwrites = false;

  constructor(universe: Universe, differences: Differences, fault: CgroupFaultId | 'none') {
    this.differences = differences;
    this.fault = fault;
    this.capacity = universe.capacity;
    this.firstRevision = universe.revision;
    for (const [name, type] of Object.entries(universe.programs)) {
      const prog = new Prog(name, type, this.fds.length, this.progIds.length);
      prog.refs = 1;
      this.progs.push(prog);
      this.progNames.set(name, prog);
      this.fds.push(prog.file);
      this.progIds.push(prog);
    }
    this.unknownProgId = this.progIds.push(null) - 1;
    for (const name of universe.links) this.addLink(name, null);
    for (const [name, prog] of Object.entries(universe.foreignLinks)) this.addLink(name, this.progNames.get(prog)!);
    this.unknownLinkId = this.linkIds.push(null) - 1;
    for (const [name, hook] of Object.entries(universe.hooks)) {
      if (hook.kind !== 'cgroup') throw new RangeError(`hook ${name}: expected a cgroup, found ${hook.kind}`);
      const parent = hook.parent === 'none' ? null : this.cgroupNames.get(hook.parent)!;
      const cgroup = new Cgroup(name, parent, universe.revision);
      this.cgroups.push(cgroup);
      this.cgroupNames.set(name, cgroup);
    }
    for (const [name, progs] of Object.entries(universe.prefill)) this.prefill(this.cgroupNames.get(name)!, progs);
  }

  private addLink(name: string, prog: Prog | null): void {
    const link = new Link(name, prog !== null, this.fds.length, this.linkIds.length);
    this.links.push(link);
    this.linkNames.set(name, link);
    this.fds.push(prog === null ? null : link.file);
    this.linkIds.push(prog === null ? null : link);
    if (prog === null) return;
    link.refs = 1;
    link.prog = prog;
    prog.refs++;
  }

  private prefill(cgroup: Cgroup, progs: readonly string[]): void {
    if (progs.length === 0) return;
    for (const name of progs) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      cgroup.entries.push({ prog, link: null, preorder: false });
      cgroup.revision++;
    }
    cgroup.mode = ALLOW_MULTI;
    for (const below of cgroup.subtree) recompute(below, 'none');
  }
}
