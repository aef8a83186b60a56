import type { Difference } from '../../spec/family.ts';
import type { Observation, Request } from '../../spec/semantics.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';

/** Why spec and model cannot both be right, or why one of them breaks a property. */
export type Failure =
  /** The outcomes differ. */
  | { readonly is: 'outcome'; readonly rule: string; readonly spec: Outcome; readonly model: Outcome }
  /** A query wrote different things. */
  | { readonly is: 'view'; readonly rule: string; readonly spec: Observation; readonly model: Observation }
  /** Something is to be seen otherwise afterwards. */
  | (Difference & { readonly rule: string })
  /** The model was changed, invisibly, by a request that changes nothing. */
  | { readonly is: 'hidden-change'; readonly rule: string }
  /** A property does not hold. */
  | { readonly is: 'property'; readonly property: string; readonly sentence: string; readonly rule: string }
  /** The model stopped with an error. */
  | { readonly is: 'crash'; readonly rule: string; readonly message: string }
  /** No rule decides. */
  | { readonly is: 'undecided'; readonly message: string };

/** The last request of a counterexample, with the failure it shows. */
export interface FoundFailure {
  readonly failure: Failure;
  readonly label: Request;
}
