import type { Report, Result } from '../../spec/vocabulary/report.ts';
import type { Block, Inline } from '../document/document.ts';
import type { Drawing } from './drawing.ts';

/** A trace to draw, and what it shows. */
export interface Drawn extends Drawing {
  readonly title: Inline;
  readonly said: readonly Inline[];
}

/** What a report comes to, in the order in which a page tells it. */
export interface Told {
  readonly title: string;
  /** The verdict as one sentence. */
  readonly verdict: string;
  readonly covered: readonly Inline[];
  /** What was not covered, whatever the result. */
  readonly missed: readonly Inline[];
  readonly drawn: readonly Drawn[];
  /** What the pictures show, where that is no list of slots. */
  readonly legend?: string;
  /** Traces besides, which are not drawn because there are many. */
  readonly left: number;
  /** Tables of what each rule, property or kernel came to, each under a heading. */
  readonly tables: readonly { readonly title: string; readonly block: Block }[];
  /** The report as its command prints it. */
  readonly body: readonly Block[];
}

/** What of a report a page says besides. */
export type Head = Pick<Report, 'format' | 'tool' | 'seconds' | 'interrupted' | 'profile' | 'profiles'> & {
  readonly result: Result;
};

/** The most pictures of one page. */
export const MOST_DRAWN = 24;

/** The first of many, and how many are left. */
export function first<T>(all: readonly T[]): { readonly some: readonly T[]; readonly left: number } {
  return { some: all.slice(0, MOST_DRAWN), left: Math.max(0, all.length - MOST_DRAWN) };
}

/** Those traces of a page that have a picture. */
export const pictured = (drawn: readonly Drawn[]): readonly Drawn[] => drawn.filter(({ not }) => not === undefined);

/** A part of a whole, in the words of a verdict; the whole where nothing was shared out. */
export const partOf = (part: { readonly index: number; readonly of: number } | undefined, whole: string): string =>
  part === undefined ? whole : `part ${part.index} of ${part.of} of ${whole}`;
