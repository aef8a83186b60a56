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

/** How long a walk in parts may go on without a pause, in ms, and how many requests it makes at most before it looks. */
const BREATH = 50;
const LOT = 1024;

/**
 * Gives every value to every field, one combination of each set that differs only by interchangeable objects. Other values of
 * a field that nobody looked at are passed over: they would only repeat what its first one showed.
 */
export class Walk {
  readonly #levels: readonly Choices[];
  readonly #visitor: Visitor;
  /** For each class of interchangeable objects, how many of them the request names. */
  readonly #used: number[];
  /** Per level, how many requests there are at most once the levels above have their values. */
  readonly #sizes: number[];
  /** When it last paused. */
  #breath = 0;

  constructor(levels: readonly Choices[], visitor: Visitor) {
    this.#levels = levels;
    this.#visitor = visitor;
    const classes = levels.map((level) => Math.max(-1, ...level.classes));
    this.#used = new Array<number>(Math.max(-1, ...classes) + 1).fill(0);
    this.#sizes = [1];
    for (const { options } of levels.toReversed()) this.#sizes.unshift(this.#sizes[0]! * options.length);
  }

  /** All of them; yields now and then, where that takes long. */
  *parts(): Generator<void> {
    this.#breath = performance.now();
    yield* this.#inParts(0);
  }

  /** All of them at once. */
  run(): void {
    this.#walk(0);
  }

  *#inParts(depth: number): Generator<void, number> {
    if (this.#sizes[depth]! <= LOT) {
      const reads = this.#walk(depth);
      if (performance.now() - this.#breath < BREATH) return reads;
      yield;
      this.#breath = performance.now();
      return reads;
    }
    const level = this.#levels[depth]!;
    let reads = 0;
    for (let option = 0; option < level.options.length; option += 1) {
      reads |= yield* this.#giveInParts(level, depth, option);
      if ((reads & level.bit) === 0) break;
    }
    return reads;
  }

  /** What `#give` does. */
  *#giveInParts({ classes, ranks, bit }: Choices, depth: number, option: number): Generator<void, number> {
    const own = classes[option]!;
    const used = this.#used[own] ?? 0;
    const rank = ranks[option]!;
    if (own !== -1 && rank > used) return bit;
    if (own !== -1 && rank === used) this.#used[own] = used + 1;
    this.#visitor.choose(depth, option);
    const reads = yield* this.#inParts(depth + 1);
    if (own !== -1) this.#used[own] = used;
    return reads;
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
 * Is shown a request, and which option of each level it has. Returns the fields that were looked at, or `EVERY_FIELD`. Both are filled in
 * anew each time: keep a copy, not the object.
 */
export type Take = (request: Request, chosen: readonly number[]) => number;

/**
 * Makes every request of an operation in a state, up to interchangeable objects. `reduced` leaves out objects that do not exist yet and
 * could stand for one another.
 */
export function walk(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  labels: Labelling,
  take: Take,
  reduced = true,
): void {
  const levels = choicesIn(source, state, op, hook, labels, reduced);
  walkOf(source, state, op, hook, levels, take, reduced).run();
}

/** The same of the choices there are in a state, with pauses: yields now and then, where that takes long. */
export function walkInParts(...asked: Parameters<typeof walkOf>): Generator<void> {
  return walkOf(...asked).parts();
}

function walkOf(
  source: RequestSource,
  state: State,
  op: string,
  hook: string,
  levels: readonly Choices[],
  take: Take,
  reduced = true,
): Walk {
  const values: Record<string, unknown> = source.vocabulary.blank(op, hook);
  const admitted = source.admitted?.(op, state, hook, reduced);
  const chosen: number[] = [];
  return new Walk(levels, {
    choose: (level, option) => {
      const { field, options } = levels[level]!;
      values[field] = options[option]!.value;
      chosen[level] = option;
    },
    take: () => (admitted?.has(chosen) === false ? EVERY_FIELD : take(values as unknown as Request, chosen)),
  });
}
