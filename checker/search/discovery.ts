/** A failure, and the label of the last step to it; without label where the state itself fails. */
export interface Found<Label, Failure> {
  readonly failure: Failure;
  readonly label?: Label;
}

/** Where a search stands. */
export interface Progress {
  readonly depth: number;
  readonly states: number;
  /** States found and not expanded yet. */
  readonly queue: number;
}

export interface Limits {
  /** No state further than this many steps from the first is expanded. */
  readonly depth?: number;
  /** No more than this many states are kept. */
  readonly states?: number;
}

/** How a search ended. `complete` is the only one that has seen everything; `memory` is in MB. */
export type Ending<Label, Failure> =
  | { readonly is: 'complete' }
  | { readonly is: 'bounded'; readonly bound: keyof Limits | 'memory'; readonly limit: number }
  | { readonly is: 'interrupted' }
  | { readonly is: 'failed'; readonly failure: Failure; readonly path: readonly Label[] };

/** Whether a search was ended by something else than what it was asked for. */
export function isUnfinished({ is, ...ending }: Ending<unknown, unknown>): boolean {
  return is === 'interrupted' || ('bound' in ending && ending.bound === 'memory');
}

export interface Explored<Label, Failure> extends Progress {
  readonly ending: Ending<Label, Failure>;
  /** The keys of all states, in the order they were found. */
  readonly keys: () => readonly string[];
  /** The steps from the first state to the one found as number `index`. */
  readonly pathTo: (index: number) => readonly Label[];
}

/** The states that a breadth-first search has found, under the numbers of their order, each with the way to it. */
export class Discovery<Label, Failure> {
  readonly #index = new Map<string, number>();
  readonly #parents: number[] = [];
  readonly #labels: (Label | undefined)[] = [];
  readonly #depths: number[] = [];
  readonly #limits: Limits;
  readonly #maxDepth: number;
  readonly #maxStates: number;
  #hitStates = false;
  /** The number of the state that is being expanded. */
  current = 0;

  constructor(first: string, limits: Limits) {
    this.#limits = limits;
    this.#maxDepth = limits.depth ?? Number.POSITIVE_INFINITY;
    this.#maxStates = limits.states ?? Number.POSITIVE_INFINITY;
    this.#index.set(first, 0);
    this.#parents.push(-1);
    this.#labels.push(undefined);
    this.#depths.push(0);
  }

  /** How many states there are. */
  get size(): number {
    return this.#parents.length;
  }

  /** The number of the state of this key, if it was found before. */
  numberOf(key: string): number | undefined {
    return this.#index.get(key);
  }

  /** Whether a state that was not found before is to be kept. */
  hasRoom(): boolean {
    if (this.size < this.#maxStates) return true;
    this.#hitStates = true;
    return false;
  }

  /** Keeps a new state, to which this step leads from the current one; returns its number. */
  keep(key: string, label: Label): number {
    const number = this.size;
    this.#index.set(key, number);
    this.#parents.push(this.current);
    this.#labels.push(label);
    this.#depths.push(this.#depths[this.current]! + 1);
    return number;
  }

  /** Whether the state of this number has been found and is to be expanded. */
  isOpen(number: number): boolean {
    return number < this.size && this.#depths[number]! < this.#maxDepth;
  }

  /** The steps from the first state to the one of this number. */
  pathTo(number: number): Label[] {
    const path: Label[] = [];
    for (let at = number; this.#parents[at] !== -1; at = this.#parents[at]!) path.push(this.#labels[at]!);
    return path.reverse();
  }

  progress(): Progress {
    return { depth: this.#depths.at(-1)!, states: this.size, queue: this.size - this.current };
  }

  /** What came of the search, which ended so. */
  explored(ending: Ending<Label, Failure>): Explored<Label, Failure> {
    return {
      ...this.progress(),
      ending,
      keys: () => [...this.#index.keys()],
      pathTo: (number) => this.pathTo(number),
    };
  }

  /** The end at a failure of the current state, or of a step from it. */
  failed({ failure, label }: Found<Label, Failure>): Explored<Label, Failure> {
    const path = this.pathTo(this.current);
    return this.explored({ is: 'failed', failure, path: label === undefined ? path : [...path, label] });
  }

  /** The end where no open state is left. */
  ended(): Explored<Label, Failure> {
    const bound = this.#hitStates ? 'states' : this.current < this.size ? 'depth' : undefined;
    return this.explored(
      bound === undefined ? { is: 'complete' } : { is: 'bounded', bound, limit: this.#limits[bound]! },
    );
  }
}
