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
 * One direction of a device. It has an entry only while there are slots, or while an attach is being tried; under a clsact
 * qdisc it has one as long as the device is there.
 */
export class Hook {
  readonly name: string;
  readonly device: Device;
  /** Position in the world's list of hooks. */
  readonly index: number;
  /** The memory an entry is made in; what it holds means nothing while `entry` is null. */
  readonly memory: Bundle;
  /** Whether a clsact qdisc keeps the entry. */
  readonly outlives: boolean;
  entry: Bundle | null = null;

  constructor(name: string, device: Device, index: number, memory: Bundle, outlives: boolean) {
    this.name = name;
    this.device = device;
    this.index = index;
    this.memory = memory;
    this.outlives = outlives;
    if (outlives) this.createEntry();
  }

  /** Makes a new entry and returns it. */
  createEntry(): Bundle {
    this.memory.init();
    this.entry = this.memory;
    return this.memory;
  }

  /** Frees the entry, unless the qdisc keeps it; the next one starts over. */
  freeEntry(): void {
    if (!this.outlives) this.entry = null;
  }

  /** The entry goes with the device, qdisc or not. */
  dropEntry(): void {
    this.entry = null;
  }

  /** What a query shows: the revision of the entry, or the one a new entry would have. */
  revision(): number {
    return this.entry === null ? this.memory.firstRevision : this.entry.revision;
  }
}
