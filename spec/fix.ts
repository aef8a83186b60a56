import type { Profile } from './profile.ts';

/** Whether a search can find what a fix mends. */
export type Reach =
  /** It must: there is a semantics with the fix, and one before it. */
  | { readonly is: 'expected'; readonly fixed: Profile; readonly before: Profile }
  /** Not yet: no state or request of the specification shows it; the dimension that is missing. */
  | { readonly is: 'missing'; readonly dimension: string }
  /** It lies outside of what is specified. */
  | { readonly is: 'outside'; readonly why: string };

/** A fix that was made upstream to the code that is specified here. */
export interface Fix {
  /** The commit, or the function where none is known. */
  readonly commit: string;
  /** Releases that have it. */
  readonly since: string;
  /** What was wrong before it: one sentence. */
  readonly defect: string;
  readonly reach: Reach;
}
