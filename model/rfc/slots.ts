import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';
import { FIRST, LAST } from './flags.ts';

/** An array of slots as its readers see it. */
export interface SlotsRead {
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
  readonly flags: readonly number[];
  readonly count: number;
  find(prog: Prog | null): number;
  findTuple(prog: Prog | null, link: Link<DeviceHook> | null): number;
  progAt(index: number): Prog | null;
  firstUnpinned(): Prog | null;
  lastUnpinned(): Prog | null;
}

/** One array of slots: program, link and flags of each, and how many there are. It holds no reference by itself. */
export class Slots implements SlotsRead {
  readonly progs: (Prog | null)[];
  readonly links: (Link<DeviceHook> | null)[];
  readonly flags: number[];
  count = 0;

  constructor(capacity: number) {
    this.progs = new Array<Prog | null>(capacity).fill(null);
    this.links = new Array<Link<DeviceHook> | null>(capacity).fill(null);
    this.flags = new Array<number>(capacity).fill(0);
  }

  /** Writes a slot; the list is as long as before, or ends with this slot. */
  write(index: number, prog: Prog, link: Link<DeviceHook> | null, flags: number): void {
    this.progs[index] = prog;
    this.links[index] = link;
    this.flags[index] = flags;
    if (index >= this.count) this.count = index + 1;
  }

  /** Puts a slot behind the last. */
  push(prog: Prog, link: Link<DeviceHook> | null, flags: number): void {
    this.write(this.count, prog, link, flags);
  }

  /** Puts copies of the slots from `start` up to, but without, `end` of another array behind the last. */
  pushRange(from: SlotsRead, start: number, end: number): void {
    for (let index = start; index < end; index++) this.push(from.progs[index]!, from.links[index]!, from.flags[index]!);
  }

  /** Where a program is, or -1. */
  find(prog: Prog | null): number {
    for (let index = 0; index < this.count; index++) if (this.progs[index] === prog) return index;
    return -1;
  }

  /** Where a program is, in the slot of this link unless `link` is null; or -1. */
  findTuple(prog: Prog | null, link: Link<DeviceHook> | null): number {
    const index = this.find(prog);
    return index >= 0 && link !== null && this.links[index] !== link ? -1 : index;
  }

  /** The program of a slot; null outside of the list. */
  progAt(index: number): Prog | null {
    return index >= 0 && index < this.count ? this.progs[index]! : null;
  }

  /** The program of the first slot that is not pinned to the head; null where there is none. */
  firstUnpinned(): Prog | null {
    for (let index = 0; index < this.count; index++) if ((this.flags[index]! & FIRST) === 0) return this.progs[index]!;
    return null;
  }

  /** The program of the last slot in front of the one that is pinned to the tail; null where there is none. */
  lastUnpinned(): Prog | null {
    let found: Prog | null = null;
    for (let index = 0; index < this.count && (this.flags[index]! & LAST) === 0; index++) found = this.progs[index]!;
    return found;
  }
}
