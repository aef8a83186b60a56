import type { Brought } from '../../spec/brought.ts';
import type { DifferenceKind } from '../../spec/comparing.ts';
import type { Request, ScopePair, Universe } from '../../spec/semantics.ts';
import type { Situation } from '../../spec/situation.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';

/** What one of the two semantics made of a request. */
export interface Side {
  readonly outcome: Outcome;
  readonly rule: string;
}

/** Requests that come out differently, for the same reason: the rules that decided. */
export interface DiffGroup {
  readonly kind: DifferenceKind;
  readonly op: string;
  readonly a: Side;
  readonly b: Side;
  /** What all cases have in common, as the second semantics sees it, or the first where only that tells. */
  readonly situation: Situation;
  /** Requests in matching states, each counted once for all that differ only by interchangeable objects or by what no rule reads. */
  readonly cases: number;
  /** Whether outcome or queries tell the two apart in the example; if not, only links or flags of slots do. */
  readonly visible: boolean;
  /** The requests that lead to the example and make it, those that fill the list among them; more in a list that no kernel has. */
  readonly steps: number;
  /** A shortest way to it, a visible one if there is any; the last request is the one that comes out differently. */
  readonly example: Example;
}

export interface Example {
  readonly scope: string;
  readonly universe: { readonly a: Universe; readonly b: Universe };
  readonly a: readonly Request[];
  readonly b: readonly Request[];
}

/** Requests that only one of the two can be asked, for the same reason and decided by the same rule. */
export interface Vocabulary extends Side {
  /** What the other cannot say. */
  readonly what: string;
  readonly only: 'a' | 'b';
  readonly requests: number;
  /** A shortest way to one of them, of which only the side that can be asked means something. */
  readonly example: Example;
}

/** A scope with how far it was gone through. */
export interface DiffRun extends ScopePair {
  readonly states: number;
  readonly finished: boolean;
}

/** What a comparison of two semantics came to. */
export interface Diff {
  readonly groups: readonly DiffGroup[];
  readonly vocabulary: readonly Vocabulary[];
  /** The scopes that were asked for, in order. */
  readonly runs: readonly DiffRun[];
  /** Matching states: pairs that look alike. */
  readonly states: number;
  /** Requests that both were asked there. */
  readonly compared: number;
  readonly notes: readonly string[];
  /** The rules of each that decided no request. */
  readonly neverFired: { readonly a: readonly string[]; readonly b: readonly string[] };
  /** What each brought against its base, if it has one, and nothing put to the test. */
  readonly untested: { readonly a: readonly Brought[]; readonly b: readonly Brought[] };
}
