import type { Bundle } from './bundle.ts';

/** A network device: there until it is removed. */
export class Device {
  readonly name: string;
  /** Position in the world's list of devices. */
  readonly index: number;
  present = true;

  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}

/**
 * A place on a device where programs run. It has an entry only while there are slots, or while an attach is being tried,
 * unless something else keeps the entry.
 */
export class Hook {
  readonly name: string;
  readonly device: Device;
  /** Position in the world's list of hooks. */
  readonly index: number;
  /** The memory an entry is made in; what it holds means nothing while `entry` is null. */
  readonly memory: Bundle;
  /** Whether the entry outlives its slots, as a clsact qdisc makes it do. */
  readonly keepsEntry: boolean;
  entry: Bundle | null = null;

  constructor(name: string, device: Device, index: number, memory: Bundle, keepsEntry: boolean) {
    this.name = name;
    this.device = device;
    this.index = index;
    this.memory = memory;
    this.keepsEntry = keepsEntry;
  }

  /** Makes a new entry and returns it. */
  createEntry(): Bundle {
    this.memory.init();
    this.entry = this.memory;
    return this.memory;
  }

  /** Frees the entry if no slot and nothing else needs it any more. */
  freeIfEmpty(): void {
    if (!this.keepsEntry && this.entry !== null && this.entry.count === 0) this.entry = null;
  }

  /** Frees the entry; the next one starts over at the first revision. */
  freeEntry(): void {
    this.entry = null;
  }

  /** What a query shows: the revision of the entry, or the one a new entry would have. */
  revision(): number {
    return this.entry === null ? this.memory.firstRevision : this.entry.revision;
  }
}
