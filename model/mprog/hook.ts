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
  /** The memory an entry is made in; what it holds means nothing while `entry` is null. */
  readonly memory: Bundle;
  /** Whether the memory stays a bundle while there is no entry, as a netkit device holds it. */
  readonly keepsBundle: boolean;
  /** Whose index requests pass: that of the device's primary end, which names the hook, or another. */
  readonly named: 'primary' | 'peer' | 'other';
  readonly isNetkit: boolean;
  /** Whether an end of netkit drops what it sends while it has no program. */
  readonly dropsBare: boolean;
  /** Whether packets are on their way out there. */
  readonly isOut: boolean;
  entry: Bundle | null = null;
  /** How many qdiscs need the entry. */
  holders = 0;

  constructor(name: string, device: Device, keepsEntry: boolean, memory: Bundle, place: Place) {
    super(name, device, keepsEntry);
    this.memory = memory;
    this.isNetkit = place.kind === 'netkit';
    this.keepsBundle = this.isNetkit;
    this.named = place.kind === 'netkit' ? place.by : 'primary';
    this.dropsBare = place.kind === 'netkit' && place.policy === 'drop';
    this.isOut = this.isNetkit || (place.kind === 'tcx' && place.direction === 'egress');
    if (keepsEntry) {
      this.createEntry();
      this.holders = 1;
    }
  }

  /** Makes a new entry and returns it. */
  createEntry(): Bundle {
    if (!this.keepsBundle || this.memory.fault === 'netkit/bundle-starts-over') this.memory.init();
    this.entry = this.memory;
    return this.memory;
  }

  /** Frees the entry if no slot and nothing else needs it any more. */
  freeIfEmpty(): void {
    if (this.holders === 0 && this.entry !== null && this.entry.count === 0) this.entry = null;
  }

  /** Frees the entry, whoever holds it; the next one starts over at the first revision. */
  freeEntry(): void {
    this.entry = null;
    this.holders = 0;
  }

  /** What a query shows: the revision of the entry, or the one a new entry would have. */
  revision(): number {
    if (this.entry !== null) return this.entry.revision;
    return this.memory.fault === 'netkit/query-shows-bundle' ? this.memory.revision : this.memory.firstRevision;
  }
}
