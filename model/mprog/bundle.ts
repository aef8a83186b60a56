import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';
import type { FaultId } from './faults.ts';
import { SlotArray } from './slot-array.ts';

/** What a hook's entry points to: the pair of arrays, one of them active, the number of slots, and the revision. */
export class Bundle {
  readonly a: SlotArray;
  readonly b: SlotArray;
  readonly capacity: number;
  readonly fault: FaultId | 'none';
  /** The revision of a new bundle. */
  readonly firstRevision: number;
  active: SlotArray;
  count = 0;
  revision: number;

  constructor(capacity: number, fault: FaultId | 'none', firstRevision: number) {
    this.capacity = capacity;
    this.fault = fault;
    this.firstRevision = firstRevision;
    this.revision = firstRevision;
    this.a = new SlotArray(capacity + 1);
    this.b = new SlotArray(capacity + 1);
    this.active = this.a;
  }

  /** Makes the memory a new bundle: empty, at the first revision. */
  init(): void {
    this.a.clearFrom(0);
    this.b.clearFrom(0);
    this.active = this.a;
    this.count = 0;
    this.revision = this.firstRevision;
  }

  /** Inserts a slot at `position`, in the peer, and publishes it. */
  insert(position: number, prog: Prog, link: Link<DeviceHook> | null): void {
    const peer = this.preparePeer();
    peer.grow(position, this.count, prog, link);
    this.count++;
    this.active = peer;
  }

  /** Removes the slot at `position`, in the peer, and publishes it. The caller drops what the slot held. */
  remove(position: number): void {
    const peer = this.preparePeer();
    // The entries behind the slot, and with them the terminator.
    let moved = this.count - position;
    if (this.fault === 'detach/terminator-lost') moved--;
    peer.shrink(position, moved);
    this.count--;
    this.active = peer;
  }

  /** Overwrites the slot at `position` where it is: readers see the old program or the new one, and no array is swapped. */
  overwrite(position: number, prog: Prog, link: Link<DeviceHook> | null): void {
    this.active.write(position, prog, link);
  }

  private preparePeer(): SlotArray {
    const peer = this.active === this.a ? this.b : this.a;
    if (this.fault !== 'bundle/peer-not-copied') peer.copy(this.active);
    return peer;
  }
}
