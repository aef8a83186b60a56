import type { BoundedScope, Exploration, Request, Semantics, State } from './semantics.ts';
import type { Outcome } from './vocabulary/outcome.ts';

/** A request as one of a kind that a reader recognises. */
export interface Kinded {
  readonly kind: string;
  readonly request: Request;
}

/** How the requests of two agents are told apart where it is asked whether their order matters. */
export interface Commuting {
  /** The kinds of request there may be, in the order of a table. */
  readonly kinds: readonly string[];
  /** What may relate two requests of one state, with a sentence each; the first that applies. */
  readonly situations: Readonly<Record<string, string>>;
  /** Those in which nobody is surprised at what the order does. */
  readonly plain: readonly string[];
  scopes(semantics: Semantics): readonly BoundedScope[];
  /** Every well-formed request of a state, with its kind. */
  requests(state: State, exploration: Exploration): readonly Kinded[];
  situation(state: State, one: Request, other: Request): string;
  /** The second request as another agent makes it; `undefined` where it cannot. */
  asSecond(state: State, one: Request, other: Request): Request | undefined;
  /** Everything that can be seen of a state but its revisions, and these. */
  look(state: State): string;
  revisions(state: State): string;
  /**
   * The request with an expected revision, that of the state before another request, as it has to be said after that; `undefined`
   * where it takes none.
   */
  expecting(semantics: Semantics, before: State, after: State, request: Request): Request | undefined;
  /** What such a request fails with where something has changed; ESTALE unless it is said. */
  readonly stale?: readonly Outcome[];
}
