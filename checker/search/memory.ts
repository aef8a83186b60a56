import { getHeapStatistics } from 'node:v8';

/** What may be used of the memory there is, and how often in a row more was seen before it counts: some of it may be garbage. */
const SHARE = 0.8;
const LOOKS = 3;

/** It is looked at once in so many steps. */
const EVERY = 64;

/** Looks after the memory of a search: it is to end with a bound, not by running out. */
export class MemoryWatch {
  #step = 0;
  #looks = 0;

  /** Whether there is too little left for the search to go on; asked at each step. */
  isLow(): boolean {
    this.#step += 1;
    if (this.#step % EVERY !== 0) return false;
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    this.#looks = used > limit * SHARE ? this.#looks + 1 : 0;
    return this.#looks >= LOOKS;
  }

  /** The memory there is, in MB. */
  get limit(): number {
    return Math.round(getHeapStatistics().heap_size_limit / 2 ** 20);
  }
}
