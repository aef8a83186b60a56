import { Slots } from './slots.ts';

/**
 * What a hook points to while anything is attached there. A change is prepared in the spare array and published by
 * swapping the two, so that a change that is given up half way leaves nothing behind.
 */
export class Entry {
  readonly capacity: number;
  slots: Slots;
  private spare: Slots;
  revision = 0;
  /** Whether it is in place: it is while there are slots, or while an attach is being tried, or while it is kept. */
  exists = false;
  /** Whether it outlives its slots, as a clsact qdisc makes it do. */
  private readonly kept: boolean;

  constructor(capacity: number, kept: boolean) {
    this.capacity = capacity;
    this.kept = kept;
    this.slots = new Slots(capacity);
    this.spare = new Slots(capacity);
  }

  /** Puts a new entry in place unless there is one. */
  create(revision: number): void {
    if (this.exists) return;
    this.exists = true;
    this.slots.count = 0;
    this.revision = revision;
  }

  /** Frees the entry if it has no slot and nothing keeps it. */
  freeIfEmpty(): void {
    if (this.slots.count === 0 && !this.kept) this.exists = false;
  }

  /** Frees the entry, whatever it has. */
  free(): void {
    this.slots.count = 0;
    this.exists = false;
  }

  /** The spare array, emptied. */
  blank(): Slots {
    this.spare.count = 0;
    return this.spare;
  }

  /** Publishes what was prepared in the spare array. */
  swap(): void {
    const { slots } = this;
    this.slots = this.spare;
    this.spare = slots;
  }
}
