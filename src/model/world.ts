import { type Hook as HookPlace, type ProgType, TAKES, type Universe } from '../spec/vocabulary/index.ts';
import { Bundle } from './bundle.ts';
import type { FaultId } from './faults.ts';
import { Device, Hook } from './hook.ts';
import { File, Link, Prog } from './objects.ts';
import { Tuple } from './tuple.ts';

/** An fd number that is never open. */
export const CLOSED_FD = 1;
/** An fd that is open from the start and belongs to neither a program nor a link (a map's, say). */
export const MAP_FD = 2;

/** Which state of the code a world follows: as merged and fixed, or the first merge before its fixes. */
export type Variant = 'merged' | 'first-merge';

/** Everything the machine has: objects, the fd table, the id tables, devices and hooks. Built anew by every reset. */
export class World {
  readonly fault: FaultId | 'none';
  /** Whether the code is that of the first merge. */
  readonly isFirstMerge: boolean;
  /** The type of program that the hooks take; they are all of one kind. */
  readonly takes: ProgType;
  readonly progs: Prog[] = [];
  readonly links: Link[] = [];
  readonly devices: Device[] = [];
  readonly hooks: Hook[] = [];
  readonly progNames = new Map<string, Prog>();
  readonly linkNames = new Map<string, Link>();
  readonly deviceNames = new Map<string, Device>();
  readonly hookNames = new Map<string, Hook>();
  /** fd to open file. 0 is standard input. */
  readonly fds: (File | null)[] = [new File(null, null), null, new File(null, null)];
  /** id to live program. 0 is nobody's, and so is the last one (`unknownProgId`). */
  readonly progIds: (Prog | null)[] = [null];
  /** id to live link. 0 is nobody's, and so is the last one (`unknownLinkId`). */
  readonly linkIds: (Link | null)[] = [null];
  readonly unknownProgId: number;
  readonly unknownLinkId: number;
  /** Where the relative of the request at hand is resolved to: scratch, empty between requests. */
  readonly relative = new Tuple();
  /** The index that the directives of the request at hand designate: scratch. */
  designated = 0;

  constructor(universe: Universe, fault: FaultId | 'none', variant: Variant = 'merged') {
    this.fault = fault;
    this.isFirstMerge = variant === 'first-merge';
    const places = Object.entries(universe.hooks);
    this.takes = TAKES[places[0]?.[1].kind ?? 'tcx'];
    for (const [name, type] of Object.entries(universe.programs)) {
      const prog = new Prog(name, type, this.progs.length, this.fds.length, this.progIds.length);
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
    for (const [name, place] of places) this.addHook(name, place, universe);
    for (const [name, progs] of Object.entries(universe.prefill)) this.prefill(this.hookNames.get(name)!, progs);
  }

  private addLink(name: string, prog: Prog | null): void {
    const link = new Link(name, prog !== null, this.links.length, this.fds.length, this.linkIds.length);
    this.links.push(link);
    this.linkNames.set(name, link);
    this.fds.push(prog === null ? null : link.file);
    this.linkIds.push(prog === null ? null : link);
    if (prog === null) return;
    link.refs = 1;
    link.prog = prog;
    prog.refs++;
  }

  private addHook(name: string, place: HookPlace, { capacity, revision }: Universe): void {
    if (place.kind === 'cgroup') throw new RangeError(`hook ${name}: expected a hook of a device, found a cgroup`);
    const memory = new Bundle(capacity, this.fault, revision);
    const keepsEntry = place.kind === 'tcx' && place.clsact;
    const hook = new Hook(name, this.addDevice(place.device), this.hooks.length, memory, keepsEntry);
    this.hooks.push(hook);
    this.hookNames.set(name, hook);
    if (keepsEntry) hook.createEntry();
  }

  private addDevice(name: string): Device {
    const known = this.deviceNames.get(name);
    if (known !== undefined) return known;
    const device = new Device(name, this.devices.length);
    this.devices.push(device);
    this.deviceNames.set(name, device);
    return device;
  }

  private prefill(hook: Hook, progs: readonly string[]): void {
    if (progs.length === 0) return;
    const bundle = hook.entry ?? hook.createEntry();
    for (const name of progs) {
      const prog = this.progNames.get(name)!;
      prog.refs++;
      bundle.insert(bundle.count, prog, null);
      bundle.revision++;
    }
  }
}
