/** A part of a run that is shared out: part `index` of `of`, from 1 on. */
export interface Share {
  readonly index: number;
  readonly of: number;
  /** A digest of the files that derive the semantics, and of those that they load. */
  readonly source?: string | undefined;
}

/** What of a list is for a part; the parts of a list have each element once. */
export const ownOf = <T>(all: readonly T[], { index, of }: Share): readonly T[] =>
  all.filter((_, at) => at % of === index - 1);

/** A part that is none of the run that another one is of, or of no run at all: their places in what was given. */
export class PartError extends Error {
  override readonly name = 'PartError';
  readonly place: number;
  /** The one that it does not fit; missing where it does not fit itself. */
  readonly other: number | undefined;

  constructor(message: string, place: number, other?: number) {
    super(message);
    this.place = place;
    this.other = other;
  }
}

/** What was said of a part, by which version of mprog. */
export interface OfPart {
  readonly part: Share;
  readonly tool: string;
}

const said = (value: unknown) => JSON.stringify(value) ?? 'nothing';

/** Throws a PartError where these are not parts of one run, each of them once; `alike` is what every part of one says alike. */
export function refuseStrangers<P extends OfPart>(parts: readonly P[], alike: (part: P) => object): void {
  const aboutOf = (each: P) => ({
    tool: each.tool,
    'part.of': each.part.of,
    'part.source': each.part.source,
    ...alike(each),
  });
  const expected: [string, unknown][] = Object.entries(aboutOf(parts[0]!));
  for (const [place, each] of parts.entries()) {
    const { index, of } = each.part;
    const found = aboutOf(each) as Readonly<Record<string, unknown>>;
    for (const [field, value] of expected) {
      const other = found[field];
      if (said(value) !== said(other))
        throw new PartError(`${field}: expected ${said(value)}, found ${said(other)}`, place, 0);
    }
    if (index > of) throw new PartError(`part.index: expected at most ${of}, found ${index}`, place);
    const twin = parts.findIndex((one) => one.part.index === index);
    if (twin !== place) throw new PartError(`part.index: part ${index} is there twice`, place, twin);
  }
}

/** Throws a PartError where a part that was gone through to its end has not as many results as there were for it of so many things. */
export function refuseIncomplete<P extends OfPart>(
  parts: readonly P[],
  field: string,
  all: number,
  resultsOf: (part: P) => number,
): void {
  for (const [place, part] of parts.entries()) {
    const planned = ownOf(Array.from({ length: all }), part.part).length;
    const found = resultsOf(part);
    if (found !== planned) throw new PartError(`${field}: expected ${planned}, found ${found}`, place);
  }
}

/** An object as fields that every part of a run says alike, so that an error names the one that differs. */
export const fieldsOf = (field: string, of: object): object =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [`${field}.${name}`, value]));

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
