import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';

/** A list of slots as its readers see it: the first entry without a program ends it. */
export interface Slots {
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
  readonly size: number;
  find(prog: Prog): number;
  findLink(link: Link<DeviceHook>): number;
}

/** An array up to its last entry in use, as it was. */
export type SavedSlots = Readonly<Pick<Slots, 'progs' | 'links'>>;

/**
 * One of the two arrays of a bundle: capacity + 1 entries, of which the first without a program ends the list. The
 * entries hold no reference by themselves.
 */
export class SlotArray implements Slots {
  readonly progs: (Prog | null)[];
  readonly links: (Link<DeviceHook> | null)[];
  /** capacity + 1 */
  readonly size: number;
  /** Every entry from here on is empty, so that copying, comparing and clearing can stop early. */
  top = 0;

  constructor(size: number) {
    this.size = size;
    this.progs = new Array<Prog | null>(size).fill(null);
    this.links = new Array<Link<DeviceHook> | null>(size).fill(null);
  }

  /** Writes one entry; what would lie past the end is lost. */
  write(index: number, prog: Prog | null, link: Link<DeviceHook> | null): void {
    if (index >= this.size) return;
    this.progs[index] = prog;
    this.links[index] = link;
    if (prog !== null && index >= this.top) this.top = index + 1;
  }

  /** Empties every entry from `start` on. */
  clearFrom(start: number): void {
    for (let index = start; index < this.top; index++) {
      this.progs[index] = null;
      this.links[index] = null;
    }
    if (this.top > start) this.top = start;
  }

  /** Becomes an exact copy of another array. */
  copy(from: SlotArray): void {
    for (let index = 0; index < from.top; index++) this.write(index, from.progs[index]!, from.links[index]!);
    this.clearFrom(from.top);
  }

  /** Moves everything from `position` on one entry up and writes the new one into the gap. */
  grow(position: number, count: number, prog: Prog, link: Link<DeviceHook> | null): void {
    for (let index = Math.min(count, this.size - 1); index > position; index--)
      this.write(index, this.progs[index - 1]!, this.links[index - 1]!);
    this.write(position, prog, link);
  }

  /** Moves the `moved` entries behind `position` one entry down, over the one that goes. */
  shrink(position: number, moved: number): void {
    for (let index = position; index < position + moved; index++) {
      if (index + 1 < this.size) this.write(index, this.progs[index + 1]!, this.links[index + 1]!);
      else this.write(index, null, null);
    }
    while (this.top > 0 && this.progs[this.top - 1] === null) this.top--;
  }

  /** The index of the slot with this program, or -1. */
  find(prog: Prog): number {
    for (let index = 0; index < this.size; index++) {
      const here = this.progs[index];
      if (here === prog) return index;
      if (here === null) return -1;
    }
    return -1;
  }

  /** The index of the slot attached through this link, or -1. */
  findLink(link: Link<DeviceHook>): number {
    for (let index = 0; index < this.size && this.progs[index] !== null; index++)
      if (this.links[index] === link) return index;
    return -1;
  }

  save(): SavedSlots {
    return { progs: this.progs.slice(0, this.top), links: this.links.slice(0, this.top) };
  }

  restore({ progs, links }: SavedSlots): void {
    const { length } = progs;
    for (let index = 0; index < length; index++) {
      this.progs[index] = progs[index]!;
      this.links[index] = links[index]!;
    }
    this.clearFrom(length);
    this.top = length;
  }

  isSame({ progs, links }: SavedSlots): boolean {
    if (this.top !== progs.length) return false;
    for (let index = 0; index < this.top; index++)
      if (this.progs[index] !== progs[index] || this.links[index] !== links[index]) return false;
    return true;
  }
}
