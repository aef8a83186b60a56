import type { Hook as Place } from '../../spec/families/slots/vocabulary/index.ts';
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
  /** The memory an entry is made in; what it holds means nothing while that is not the entry. */
  readonly memory: Bundle;
  /** Whose index requests pass: that of the device's primary end, which names the hook, or another. */
  readonly named: 'primary' | 'peer' | 'other';
  readonly isNetkit: boolean;
  /** Whether an end of netkit drops what it sends while it has no program. */
  readonly dropsBare: boolean;
  /** Whether packets are on their way out there. */
  readonly isOut: boolean;

  constructor(name: string, device: Device, keepsEntry: boolean, memory: Bundle, place: Place) {
    super(name, device, keepsEntry);
    this.memory = memory;
    this.isNetkit = place.kind === 'netkit';
    this.named = place.kind === 'netkit' ? place.by : 'primary';
    this.dropsBare = place.kind === 'netkit' && place.policy === 'drop';
    this.isOut = this.isNetkit || (place.kind === 'tcx' && place.direction === 'egress');
    if (keepsEntry) {
      this.createEntry();
      memory.holders = 1;
    }
  }

  /** What it points to; null while there is nothing. */
  get entry(): Bundle | null {
    return this.memory.isEntry ? this.memory : null;
  }

  /** Makes a new entry and returns it. */
  createEntry(): Bundle {
    const { memory } = this;
    if (!memory.isKept || memory.fault === 'netkit/bundle-starts-over') memory.init();
    memory.isEntry = true;
    return memory;
  }

  /** Frees the entry if no slot and nothing else needs it any more. */
  freeIfEmpty(): void {
    const { memory } = this;
    if (memory.holders === 0 && memory.isEntry && memory.count === 0) memory.isEntry = false;
  }

  /** Frees the entry, whoever holds it; the next one starts over at the first revision. */
  freeEntry(): void {
    this.memory.isEntry = false;
    this.memory.holders = 0;
  }

  /** What a query shows: the revision of the entry, or the one a new entry would have. */
  revision(): number {
    if (this.entry !== null) return this.entry.revision;
    return this.memory.fault === 'netkit/query-shows-bundle' ? this.memory.revision : this.memory.firstRevision;
  }
}
