import type { CheckOptions } from '../../checker/check/check.ts';
import type { Verdict } from '../../checker/check/verdict.ts';
import type { Failure } from '../../checker/decide/failure.ts';
import type { ScopeDiff } from '../../checker/diff/diff-scope.ts';
import type { PropertyPiece, SearchedPiece } from '../../checker/promises/property-search.ts';
import type { Ending } from '../../checker/search/discovery.ts';
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

/** A piece of a search for violations of some properties. */
export interface PropertiesAssignment {
  readonly name: string;
  readonly piece: PropertyPiece;
}

/** What can be done whole by somebody else, with what comes of it: plain data, both. */
export interface Assignments {
  readonly check: { readonly given: CheckAssignment; readonly result: CheckedElsewhere };
  readonly diff: { readonly given: DiffAssignment; readonly result: ScopeDiff };
  readonly properties: { readonly given: PropertiesAssignment; readonly result: SearchedPiece };
}

export type Kind = keyof Assignments;
export type Given<K extends Kind> = Assignments[K]['given'];
export type Result<K extends Kind> = Assignments[K]['result'];

/** An assignment with its kind. */
export type Order<K extends Kind = Kind> = { [Each in K]: { readonly kind: Each; readonly given: Given<Each> } }[K];
