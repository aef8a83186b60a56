import fc from 'fast-check';

const MOST = 0x7fffffff;

/** Random numbers without end: equal seeds give equal numbers. */
export class Numbers {
  readonly #stream: Iterator<number>;

  constructor(seed: number) {
    const numbers = fc.infiniteStream(fc.noBias(fc.nat(MOST)), { noHistory: true });
    this.#stream = fc.sample(numbers, { seed, numRuns: 1 })[0]!;
  }

  /** A whole number from 0 on that is smaller than `bound`. */
  below(bound: number): number {
    return (this.#stream.next().value as number) % bound;
  }

  /** One of some things. */
  of<T>(things: readonly T[]): T {
    return things[this.below(things.length)]!;
  }
}
