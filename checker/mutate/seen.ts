import { type Decider, deciderOf } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import { ProposalError } from '../../spec/proposal-error.ts';
import type { Decision } from '../../spec/rule.ts';
import type { Observation, Request, State } from '../../spec/semantics.ts';
import { afterDecision } from '../../spec/step.ts';
import { SenselessRequest } from '../../spec/vocabulary/machine.ts';

/** What came of a request. */
export interface Result {
  readonly after: State;
  readonly outcome: string;
  readonly view: Observation;
}

/** The same, with the request fields that it depends on. */
export interface Answer extends Result {
  readonly reads: number;
}

/** Whether an error is one of rules that make no sense. */
export const isOfRules = (error: unknown): boolean =>
  error instanceof ProposalError || error instanceof SenselessRequest;

/** That there is no answer, where an error says that rules make no sense, or that a semantics has no such operation. */
export function nothingFrom(error: unknown): undefined {
  if (!isOfRules(error) && !(error instanceof RangeError)) throw error;
}

/** What comes of a decision; nothing where it makes no sense, such as to attach a program that nobody named. */
export function resultOfDecision(
  semantics: Profile,
  decision: Decision | undefined,
  state: State,
  request: Request,
  at: number,
): Result | undefined {
  if (decision === undefined) return undefined;
  try {
    const after = afterDecision(semantics, decision, state, request, at);
    return { outcome: decision.outcome, after, view: deciderOf(semantics).viewOf(decision, state, request) };
  } catch (error) {
    return nothingFrom(error);
  }
}

/**
 * What comes of one of many requests of a walk. A mutant may do what makes no sense, such as attach a program that nobody named: then there
 * is no answer.
 */
export function answer(decider: Decider, state: State, request: Request): Answer | undefined {
  try {
    const { decided, rule, after, view } = decider.takeAmong(state, request);
    return { after, outcome: rule.then.outcome, view, reads: decided.reads };
  } catch (error) {
    return nothingFrom(error);
  }
}

/** Whether what can be seen of two states is the same: every hook, as a query with ample room shows it. */
export function looksLike({ hooks, observe, same }: Family, a: State, b: State): boolean {
  return a === b || hooks(a.universe).every((hook) => same(observe(a, hook), observe(b, hook)));
}

/** Whether two machines gave the same answer, as far as anybody can see; one that stopped gave none. */
export function sameAnswer(family: Family, a: Result | undefined, b: Result | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.outcome === b.outcome && family.same(a.view, b.view) && looksLike(family, a.after, b.after);
}
