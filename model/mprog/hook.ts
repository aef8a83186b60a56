import { type Device, DeviceHook } from '../machine/device.ts';
import type * as objects from '../machine/objects.ts';
import type { Bundle } from './bundle.ts';

/** A link of this model. */
export type Link = objects.Link<Hook>;

/**
 * A place on a device where programs run. It has an entry only while there are slots, or while an attach is being tried,
 * unless something else keeps the entry.
 */
export class Hook extends DeviceHook {
  /** The memory an entry is made in; what it holds means nothing while `entry` is null. */
  readonly memory: Bundle;
  entry: Bundle | null = null;

  constructor(name: string, device: Device, keepsEntry: boolean, memory: Bundle) {
    super(name, device, keepsEntry);
    this.memory = memory;
    if (keepsEntry) this.createEntry();
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
