/** A part of a list: `{ index: 2, of: 3 }` is every third element, from the second on. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** The elements of a list that are in a part; the parts of a list have each element once. */
export const inShard = <T>(all: readonly T[], { index, of }: Shard): readonly T[] =>
  all.filter((_, at) => at % of === index - 1);
