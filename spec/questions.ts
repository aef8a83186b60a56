import type { Profile } from './profile.ts';

/** A question that somebody asked of a semantics, and the property that answers it. */
export interface Question {
  readonly question: string;
  /** The id of a property that each of the semantics has. */
  readonly property: string;
  /** The answer where the property holds, and where it is violated. */
  readonly held: string;
  readonly violated: string;
}

/** Questions that are asked of several semantics, and answered side by side on a page. */
export interface Questions {
  /** The name of the page. */
  readonly page: string;
  readonly title: string;
  /** What it is about, as Markdown. */
  readonly text: string;
  readonly designs: readonly Profile[];
  readonly asked: readonly Question[];
  /** The scopes of each that show what is asked. */
  readonly scopes: readonly string[];
}
