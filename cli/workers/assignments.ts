import type { CheckOptions } from '../../checker/check/check.ts';
import type { Counts } from '../../checker/check/counts.ts';
import type { Verdict } from '../../checker/check/verdict.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import type { ScopeDiff } from '../../checker/diff/diff-scope.ts';
import type { DiffCounts } from '../../checker/diff/diff-space.ts';
import type { PropertyPiece, SearchedPiece } from '../../checker/promises/property-search.ts';
import type { StatesCounts } from '../../checker/promises/property-states.ts';
import type { RaceResults } from '../../checker/races/search.ts';
import type { Ending } from '../../checker/search/discovery.ts';
import type { ScenarioHead } from '../../spec/race.ts';
import type { Request, Scope, ScopePair } from '../../spec/semantics.ts';

/** A check of one scope. Semantics are given by name or file: a worker loads them itself. */
export interface CheckAssignment {
  readonly name: string;
  readonly scope: Scope;
  readonly fault: string | undefined;
  readonly options: CheckOptions;
}

/** What came of it: the verdict, and how its search ended. */
export interface CheckedElsewhere {
  readonly verdict: Verdict;
  readonly explored: { readonly ending: Ending<Request, Failure> };
}

/** A comparison in one scope. */
export interface DiffAssignment {
  readonly a: string;
  readonly b: string;
  readonly scope: ScopePair;
}

/** A piece of a search for violations of properties: of all, or of those with these ids. */
export interface PropertiesAssignment {
  readonly name: string;
  readonly properties: string;
  readonly piece: PropertyPiece;
}

/** One scenario under one semantics, with a bound on its states if there is one. */
export interface RaceAssignment {
  readonly scenario: ScenarioHead;
  readonly name: string;
  readonly states: number | undefined;
}

/** What came of it, and the seconds that it took. */
export interface RacedElsewhere {
  readonly searched: RaceResults;
  readonly seconds: number;
}

/** What can be done whole by somebody else, with what comes of it: plain data, both. */
export interface Whole {
  readonly check: { readonly given: CheckAssignment; readonly result: CheckedElsewhere };
  readonly diff: { readonly given: DiffAssignment; readonly result: ScopeDiff };
  readonly properties: { readonly given: PropertiesAssignment; readonly result: SearchedPiece };
  readonly race: { readonly given: RaceAssignment; readonly result: RacedElsewhere };
}

/** What can be joined, with what each counts of the states that it expands: plain data, both. */
export interface Shared {
  readonly check: { readonly given: CheckAssignment; readonly counts: Counts };
  readonly diff: { readonly given: DiffAssignment; readonly counts: DiffCounts };
  readonly properties: { readonly given: PropertiesAssignment; readonly counts: StatesCounts };
}

export type WholeKind = keyof Whole;
export type WholeOrder<K extends WholeKind = WholeKind> = {
  [Each in K]: { readonly kind: Each; readonly given: Whole[Each]['given'] };
}[K];

export type SharedKind = keyof Shared;
export type SharedOrder<K extends SharedKind = SharedKind> = {
  [Each in K]: { readonly kind: Each; readonly given: Shared[Each]['given'] };
}[K];
