import type { DeviceHook } from '../machine/device.ts';
import type { Link, Prog } from '../machine/objects.ts';
import { Part, type Parts } from '../machine/parts.ts';
import type { FaultId } from './faults.ts';
import { type SavedSlots, SlotArray, type Slots } from './slot-array.ts';

/** A bundle in use as it was; null: the memory is not in use, and what it holds means nothing. */
type BundleNow = {
  readonly isEntry: boolean;
  readonly holders: number;
  readonly count: number;
  readonly revision: number;
  readonly isB: boolean;
  readonly a: SavedSlots;
  readonly b: SavedSlots;
} | null;

/** How a bundle is made, and what its code does wrong. */
export interface BundleKind {
  readonly capacity: number;
  readonly fault: FaultId | 'none';
  /** The revision of a new bundle. */
  readonly firstRevision: number;
  /** Whether it stays one while it is not the hook's entry, as a netkit device holds it. */
  readonly isKept: boolean;
}

/** What a hook's entry points to: the pair of arrays, one of them active, the number of slots, and the revision. */
export class Bundle extends Part<BundleNow> {
  readonly capacity: number;
  readonly fault: FaultId | 'none';
  readonly firstRevision: number;
  readonly isKept: boolean;
  private readonly a: SlotArray;
  private readonly b: SlotArray;
  private current: SlotArray;
  private inUse = false;
  private qdiscs = 0;
  private slotCount = 0;
  private changes: number;

  constructor(parts: Parts, { capacity, fault, firstRevision, isKept }: BundleKind) {
    super(parts);
    this.capacity = capacity;
    this.fault = fault;
    this.firstRevision = firstRevision;
    this.isKept = isKept;
    this.changes = firstRevision;
    this.a = new SlotArray(capacity + 1);
    this.b = new SlotArray(capacity + 1);
    this.current = this.a;
  }

  /** Whether it is the hook's entry. */
  get isEntry(): boolean {
    return this.inUse;
  }

  set isEntry(isEntry: boolean) {
    this.write();
    this.inUse = isEntry;
  }

  /** How many qdiscs need the entry. */
  get holders(): number {
    return this.qdiscs;
  }

  set holders(holders: number) {
    this.write();
    this.qdiscs = holders;
  }

  get revision(): number {
    return this.changes;
  }

  set revision(revision: number) {
    this.write();
    this.changes = revision;
  }

  get count(): number {
    return this.slotCount;
  }

  /** The array that is read. */
  get active(): Slots {
    return this.current;
  }

  /** Makes the memory a new bundle: empty, at the first revision. */
  init(): void {
    this.write();
    this.a.clearFrom(0);
    this.b.clearFrom(0);
    this.current = this.a;
    this.slotCount = 0;
    this.changes = this.firstRevision;
  }

  /** Inserts a slot at `position`, in the peer, and publishes it. */
  insert(position: number, prog: Prog, link: Link<DeviceHook> | null): void {
    this.write();
    const peer = this.preparePeer();
    peer.grow(position, this.slotCount, prog, link);
    this.slotCount++;
    this.current = peer;
  }

  /** Removes the slot at `position`, in the peer, and publishes it. The caller drops what the slot held. */
  remove(position: number): void {
    this.write();
    const peer = this.preparePeer();
    // The entries behind the slot, and with them the terminator.
    let moved = this.slotCount - position;
    if (this.fault === 'detach/terminator-lost') moved--;
    peer.shrink(position, moved);
    this.slotCount--;
    this.current = peer;
  }

  /** Overwrites the slot at `position` where it is: readers see the old program or the new one, and no array is swapped. */
  overwrite(position: number, prog: Prog, link: Link<DeviceHook> | null): void {
    this.write();
    this.current.write(position, prog, link);
  }

  private preparePeer(): SlotArray {
    const peer = this.current === this.a ? this.b : this.a;
    if (this.fault !== 'bundle/peer-not-copied') peer.copy(this.current);
    return peer;
  }

  private get isInUse(): boolean {
    return this.inUse || this.isKept;
  }

  save(): BundleNow {
    if (!this.isInUse) return null;
    const { isEntry, holders, count, revision, current, a, b } = this;
    return { isEntry, holders, count, revision, isB: current === b, a: a.save(), b: b.save() };
  }

  restore(saved: BundleNow): void {
    this.inUse = saved?.isEntry ?? false;
    this.qdiscs = saved?.holders ?? 0;
    if (saved === null) return;
    this.slotCount = saved.count;
    this.changes = saved.revision;
    this.current = saved.isB ? this.b : this.a;
    this.a.restore(saved.a);
    this.b.restore(saved.b);
  }

  isSame(saved: BundleNow): boolean {
    if (!this.isInUse || saved === null) return !this.isInUse && saved === null;
    if (this.inUse !== saved.isEntry || this.qdiscs !== saved.holders) return false;
    if (this.slotCount !== saved.count || this.changes !== saved.revision) return false;
    // The state is the same whichever array is the active one, but a swap is to be noticed as well.
    if ((this.current === this.b) !== saved.isB) return false;
    return this.a.isSame(saved.a) && this.b.isSame(saved.b);
  }
}
