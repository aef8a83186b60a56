import type { Labelling, Request, RequestSource, State } from '../../spec/semantics.ts';
import { type Choices, choicesIn } from './choices.ts';

/** Whoever is shown the requests of an operation, a value at a time. */
export interface Visitor {
  /** One more field has a value: an option of a level. Those of the levels above have theirs. */
  choose(level: number, option: number): void;
  /** Every field has a value. Returns the fields that were looked at (a sum of their bits), or `EVERY_FIELD`. */
  take(): number;
}

/** No field was passed over: each of its other values is to be tried. */
export const EVERY_FIELD = -1;

/**
 * Gives every value to every field, one combination of each set that differs only by interchangeable objects. Other values of
 * a field that nobody looked at are passed over: they would only repeat what its first one showed.
 */
export class Walk {
  readonly #levels: readonly Choices[];
  readonly #visitor: Visitor;
  /** For each class of interchangeable objects, how many of them the request names. */
  readonly #used: number[];

  constructor(levels: readonly Choices[], visitor: Visitor) {
    this.#levels = levels;
    this.#visitor = visitor;
    const classes = levels.map((level) => Math.max(-1, ...level.classes));
    this.#used = new Array<number>(Math.max(-1, ...classes) + 1).fill(0);
  }

  /** All of them; yields after each value of the first field. */
  *parts(): Generator<void> {
    const [first] = this.#levels;
    if (first === undefined) {
      this.#visitor.take();
      return;
    }
    let reads = 0;
    for (let option = 0; option < first.options.length; option += 1) {
      reads |= this.#give(first, 0, option);
      if ((reads & first.bit) === 0) return;
      yield;
    }
  }

  /** All of them at once. */
  run(): void {
    this.#walk(0);
  }

  #walk(depth: number): number {
    const level = this.#levels[depth];
    if (level === undefined) return this.#visitor.take();
    let reads = 0;
    for (let option = 0; option < level.options.length; option += 1) {
      reads |= this.#give(level, depth, option);
      if ((reads & level.bit) === 0) break;
    }
    return reads;
  }

  #give({ classes, ranks, bit }: Choices, depth: number, option: number): number {
    const own = classes[option]!;
    if (own === -1) {
      this.#visitor.choose(depth, option);
      return this.#walk(depth + 1);
    }
    // Of objects that could stand for one another, one that is new to the request is as good as any other.
    const used = this.#used[own]!;
    const rank = ranks[option]!;
    if (rank > used) return bit;
    if (rank === used) this.#used[own] = used + 1;
    this.#visitor.choose(depth, option);
    const reads = this.#walk(depth + 1);
    this.#used[own] = used;
    return reads;
  }
}

/**
 * Makes every request of an operation in a state, up to interchangeable objects. `take` returns the fields that were looked
 * at, or `EVERY_FIELD`. The request is filled in anew each time: keep a copy, not the object. `reduced` leaves out objects that do not
 * exist yet and could stand for one another.
 */
export function walk(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  labels: Labelling,
  take: (request: Request) => number,
  reduced = true,
): void {
  const levels = choicesIn(source, state, op, hook, labels, reduced);
  const values: Record<string, unknown> = source.vocabulary.blank(op, hook);
  new Walk(levels, {
    choose: (level, option) => {
      const { field, options } = levels[level]!;
      values[field] = options[option]!.value;
    },
    take: () => take(values as unknown as Request),
  }).run();
}
