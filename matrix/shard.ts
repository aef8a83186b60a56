/** A part of a list: `2/3` is every third element, from the second on. */
export interface Shard {
  readonly number: number;
  readonly of: number;
}

/** `i/n`, with i from 1 to n; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const [, number, of] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text)?.map(Number) ?? [];
  return number === undefined || of === undefined || number > of ? undefined : { number, of };
}

/** The elements of a list that are in a part; the parts of a list have each element once. */
export const inShard = <T>(all: readonly T[], { number, of }: Shard): readonly T[] =>
  all.filter((_, index) => index % of === number - 1);
