import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * How much of V8's old generation may be in use. From 80 % of it on, V8 gives up where collecting takes most of the time, which on a busy
 * machine it does.
 */
const SHARE = 0.75;
/** What of the limit is for the young generation, in bytes: three semi-spaces of 16 MB. */
const YOUNG = 48 * 2 ** 20;
/** How much more of it has to be in use before garbage is collected again only to look. */
const SLACK = 0.05;
/** Checked every EVERY steps, or after MORE new states. */
const EVERY = 64;
const MORE = 500;
/** What it takes to make the tables of a search twice as large, in bytes for each of the states they have room for. */
const GROWTH = 64;

let collector: (() => void) | undefined;
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  collector ??= runInNewContext('gc') as () => void;
  collector();
}

const used = () => getHeapStatistics().used_heap_size;

/** Looks after the memory of a search: it is to end with a bound, not by running out. */
export class MemoryWatch {
  readonly #limit = getHeapStatistics().heap_size_limit;
  #step = 0;
  /** How many states there were when it was looked at last. */
  #states = 0;
  /** What was in use when garbage was last collected. */
  #live = 0;

  /** Whether there is too little left for the search, which has so many states, to go on; asked at each step. */
  isLow(states: number): boolean {
    this.#step += 1;
    if (this.#step % EVERY !== 0 && states < this.#states + MORE) return false;
    this.#states = states;
    const allowed = (this.#limit - YOUNG) * SHARE - GROWTH * 2 ** Math.ceil(Math.log2(states));
    const now = used();
    if (now < allowed || now < this.#live + this.#limit * SLACK) return false;
    collectGarbage();
    this.#live = used();
    return this.#live >= allowed;
  }

  /** The memory there is, in MB. */
  get limit(): number {
    return Math.round(this.#limit / 2 ** 20);
  }
}
