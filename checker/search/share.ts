/** A part of a run that is shared out: part `index` of `of`, from 1 on. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** What of a list is for a part; the parts of a list have each element once. */
export const ownOf = <T>(all: readonly T[], { index, of }: Share): readonly T[] =>
  all.filter((_, at) => at % of === index - 1);

/** Parts that are not of one run: what they differ in, and the places of two that do in what was given. */
export class PartError extends Error {
  override readonly name = 'PartError';
  readonly first: number;
  readonly second: number;

  constructor(first: number, second: number, message: string) {
    super(message);
    this.first = first;
    this.second = second;
  }
}

/** What was said of a part. */
export interface OfPart {
  readonly part: Share;
}

/** Throws a PartError where these are not parts of one run, each of them once; `alike` is what every part of one says alike. */
export function refuseStrangers<P extends OfPart>(parts: readonly P[], alike: (part: P) => object): void {
  const [first] = parts;
  const expected: [string, unknown][] = Object.entries(alike(first!));
  for (const [place, each] of parts.entries()) {
    if (each.part.of !== first!.part.of)
      throw new PartError(0, place, `part.of: expected ${first!.part.of}, found ${each.part.of}`);
    const found = alike(each) as Readonly<Record<string, unknown>>;
    for (const [field, value] of expected) {
      const [said, other] = [JSON.stringify(value), JSON.stringify(found[field])];
      if (said !== other) throw new PartError(0, place, `${field}: expected ${said}, found ${other}`);
    }
    const twin = parts.findIndex((one) => one.part.index === each.part.index);
    if (twin !== place) throw new PartError(twin, place, `part.index: part ${each.part.index} is there twice`);
  }
}

/** A list as fields that every part of a run says alike: its length and each element, so that an error names the one that differs. */
export const elementsOf = (field: string, all: readonly unknown[]): object => ({
  [`${field}.length`]: all.length,
  ...Object.fromEntries(all.map((each, at) => [`${field}.${at}`, each])),
});

export const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

/** The seconds of several runs together, in steps of a millisecond. */
export const secondsIn = (runs: readonly { readonly seconds: number }[]) =>
  Math.round(sum(runs.map(({ seconds }) => seconds)) * 1000) / 1000;

/** Which parts are not there, in words; nothing where all are. */
export function missingIn(parts: readonly OfPart[]): string | undefined {
  const { of } = parts[0]!.part;
  const there = new Set(parts.map(({ part }) => part.index));
  const missing = Array.from({ length: of }, (_, at) => at + 1).filter((index) => !there.has(index));
  if (missing.length === 0) return undefined;
  return `${missing.length === 1 ? 'part' : 'parts'} ${missing.join(', ')} of ${of} missing`;
}
