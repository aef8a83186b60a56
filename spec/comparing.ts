import type {
  Labelling,
  Observation,
  Request,
  RequestSource,
  Scope,
  ScopePair,
  Semantics,
  State,
  Universe,
} from './semantics.ts';
import type { Uapi } from './uapi.ts';
import type { Outcome } from './vocabulary/outcome.ts';

/** What came of a request under one of two semantics. */
export interface Came {
  readonly outcome: Outcome;
  readonly view: Observation;
  readonly after: State;
}

/** One thing for each of two semantics. */
export interface Two<T> {
  readonly a: T;
  readonly b: T;
}

/**
 * How two semantics came apart: one succeeds where the other fails or does something else, both fail, only revisions differ, or
 * a query shows something else.
 */
export type DifferenceKind = 'behaviour' | 'errno' | 'revision' | 'view';

/** Two semantics in a scope, as a search goes through pairs of their states. */
export interface Comparison {
  /** Requests in words that both have. */
  readonly requests: RequestSource;
  readonly universe: Two<Universe>;
  labels(a: State): Labelling;
  key(states: Two<State>, labels: Labelling): string;
  /** A request as each is asked it; `undefined` where it cannot be. Missing where both are asked the requests as they are. */
  phrase?(which: keyof Two<unknown>, request: Request): Request | undefined;
  differs(before: Two<State>, one: Came, other: Came): DifferenceKind | undefined;
  /** Whether some query tells two states apart. */
  isVisible(after: Two<State>): boolean;
  follows(a: State): boolean;
  /** How many requests an example needs before its first; more where no real machine can be set to the scope. */
  readonly setup: number;
  /** Fields of a request that are said in one another: whoever looks at one looks at all. */
  together(op: string): readonly string[];
}

/** One thing in the words of each of two semantics that ask for it differently. */
export interface Corresponding extends Two<string> {
  readonly what: string;
}

/** How the semantics of a family, or of several that share this, are compared with one another. */
export interface Comparing {
  /** Every scope that two can be compared in, by name; and those that they are compared in unless others are asked for. */
  scopes(a: Semantics, b: Semantics): Readonly<Record<string, ScopePair>>;
  usual(a: Semantics, b: Semantics): readonly ScopePair[];
  /** A scope of the first as both are compared in it; and the scopes of its main job, as far as both can be compared in them. */
  pair(a: Semantics, b: Semantics, scope: Scope): ScopePair;
  main(a: Semantics, b: Semantics): readonly Scope[];
  /** Whether both are about the same kind of hook and say the same things in the same way. */
  isNative(a: Uapi, b: Uapi): boolean;
  /** A sentence about what is said differently, if anything. */
  note(uapi: Uapi): string | undefined;
  /** What corresponds to what, where both are of different families. */
  corresponding?(a: Semantics, b: Semantics): readonly Corresponding[];
  compare(a: Semantics, b: Semantics, scope: ScopePair): Comparison;
}
