import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';
import { Part, type Parts } from '../machine/parts.ts';
import { Slots, type SlotsRead } from './slots.ts';

/** An entry in place as it was; null: it is not, and what its memory holds means nothing. */
type EntryNow = {
  readonly revision: number;
  readonly progs: readonly (Prog | null)[];
  readonly links: readonly (Link<DeviceHook> | null)[];
  readonly flags: readonly number[];
} | null;

/**
 * What a hook points to while anything is attached there. A change is prepared in the spare array and published by
 * swapping the two, so that a change that is given up half way leaves nothing behind.
 */
export class Entry extends Part<EntryNow> {
  readonly capacity: number;
  /** Whether it outlives its slots, as a clsact qdisc makes it do. */
  private readonly kept: boolean;
  private current: Slots;
  private spare: Slots;
  private changes = 0;
  private inPlace = false;

  constructor(parts: Parts, capacity: number, kept: boolean) {
    super(parts);
    this.capacity = capacity;
    this.kept = kept;
    this.current = new Slots(capacity);
    this.spare = new Slots(capacity);
  }

  /** The array that is read. */
  get slots(): SlotsRead {
    return this.current;
  }

  /** Whether it is in place: it is while there are slots, or while an attach is being tried, or while it is kept. */
  get exists(): boolean {
    return this.inPlace;
  }

  get revision(): number {
    return this.changes;
  }

  set revision(revision: number) {
    this.write();
    this.changes = revision;
  }

  /** Puts a new entry in place unless there is one. */
  create(revision: number): void {
    if (this.inPlace) return;
    this.write();
    this.inPlace = true;
    this.current.count = 0;
    this.changes = revision;
  }

  /** Frees the entry if it has no slot and nothing keeps it. */
  freeIfEmpty(): void {
    if (this.current.count === 0 && !this.kept) this.free();
  }

  /** Frees the entry, whatever it has. */
  free(): void {
    this.write();
    this.current.count = 0;
    this.inPlace = false;
  }

  /** The spare array, emptied; nobody reads it before it is swapped. */
  blank(): Slots {
    this.spare.count = 0;
    return this.spare;
  }

  /** Publishes what was prepared in the spare array. */
  swap(): void {
    this.write();
    const { current } = this;
    this.current = this.spare;
    this.spare = current;
  }

  /** Overwrites a slot where it is. */
  overwrite(index: number, prog: Prog, link: Link<DeviceHook> | null, flags: number): void {
    this.write();
    this.current.write(index, prog, link, flags);
  }

  /** Names the link of a slot. */
  setLink(index: number, link: Link<DeviceHook>): void {
    this.write();
    this.current.links[index] = link;
  }

  save(): EntryNow {
    if (!this.inPlace) return null;
    const { progs, links, flags, count } = this.current;
    return {
      revision: this.changes,
      progs: progs.slice(0, count),
      links: links.slice(0, count),
      flags: flags.slice(0, count),
    };
  }

  restore(saved: EntryNow): void {
    this.inPlace = saved !== null;
    this.current.count = saved === null ? 0 : saved.progs.length;
    if (saved === null) return;
    const { revision, progs, links, flags } = saved;
    this.changes = revision;
    for (let index = 0; index < progs.length; index++)
      this.current.write(index, progs[index]!, links[index]!, flags[index]!);
  }

  isSame(saved: EntryNow): boolean {
    if (!this.inPlace || saved === null) return !this.inPlace && saved === null;
    const { progs, links, flags, count } = this.current;
    if (this.changes !== saved.revision || count !== saved.progs.length) return false;
    for (let index = 0; index < count; index++) {
      if (progs[index] !== saved.progs[index] || links[index] !== saved.links[index]) return false;
      if (flags[index] !== saved.flags[index]) return false;
    }
    return true;
  }
}
