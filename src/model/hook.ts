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

/** One direction of a device. It has an entry only while there are slots, or while an attach is being tried. */
export class Hook {
  readonly name: string;
  readonly device: Device;
  /** Position in the world's list of hooks. */
  readonly index: number;
  /** The memory an entry is made in; what it holds means nothing while `entry` is null. */
  readonly memory: Bundle;
  entry: Bundle | null = null;

  constructor(name: string, device: Device, index: number, memory: Bundle) {
    this.name = name;
    this.device = device;
    this.index = index;
    this.memory = memory;
  }

  /** Makes a new entry and returns it. */
  createEntry(): Bundle {
    this.memory.init();
    this.entry = this.memory;
    return this.memory;
  }

  /** Frees the entry; the next one starts at revision 1. */
  freeEntry(): void {
    this.entry = null;
  }

  /** What a query shows: the revision of the entry, or the one a new entry would have. */
  revision(): number {
    return this.entry === null ? 1 : this.entry.revision;
  }
}
