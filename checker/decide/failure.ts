import type { Difference, Family } from '../../spec/family.ts';
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
  /** A property is violated. */
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

/** What is wrong, in one sentence. */
export function describeFailure({ words }: Family, failure: Failure): string {
  switch (failure.is) {
    case 'outcome':
      return `the spec says ${failure.spec}, the model ${failure.model}`;
    case 'view':
      return `the query shows ${words.observation(failure.spec)} by the spec, ${words.observation(failure.model)} by the model`;
    case 'observation':
      return `${failure.hook} is ${words.observation(failure.spec)} by the spec, ${words.observation(failure.model)} by the model`;
    case 'references':
      return `references of ${failure.object}: ${failure.spec} by the spec, ${failure.model} by the model`;
    case 'link-state':
      return `link ${failure.object} is ${failure.spec} by the spec, ${failure.model} by the model`;
    case 'device-state':
      return `device ${failure.object} is ${failure.spec} by the spec, ${failure.model} by the model`;
    case 'hidden-change':
      return "a request that must change nothing changed the model's hidden state";
    case 'property':
      return `property ${failure.property} is violated: ${failure.sentence}`;
    case 'crash':
      return `the model stopped: ${failure.message}`;
    case 'undecided':
      return failure.message;
  }
}
