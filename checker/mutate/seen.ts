import { observe, type State } from '../../spec/families/slots/state.ts';
import type { HookName, Observation, Request } from '../../spec/families/slots/vocabulary/index.ts';
import { sameObservation } from '../../spec/families/slots/world.ts';
import type { Decision } from '../../spec/rule.ts';
import { afterDecision, viewOf } from '../../spec/step.ts';
import type { Decider } from '../decide/decider.ts';

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

/** What comes of a decision; nothing where it makes no sense, such as to attach a program that nobody named. */
export function resultOf(
  decision: Decision | undefined,
  state: State,
  request: Request,
  at: number,
): Result | undefined {
  if (decision === undefined) return undefined;
  try {
    const after = afterDecision(decision, state, request, at);
    return { outcome: decision.outcome, after, view: viewOf(decision, state, request) };
  } catch {
    return undefined;
  }
}

/** A mutant may do what makes no sense, such as attach a program that nobody named: then there is no answer. */
export function answer(decider: Decider, state: State, request: Request): Answer | undefined {
  try {
    const { decided, rule, after, view } = decider.take(state, request);
    return { after, outcome: rule.then.outcome, view, reads: decided.reads };
  } catch {
    return undefined;
  }
}

/** Whether what can be seen of two states is the same: every hook, as a query with ample room shows it. */
export function looksLike(a: State, b: State): boolean {
  if (a === b) return true;
  return hooksOf(a).every(
    (hook) => a.hooks[hook] === b.hooks[hook] || sameObservation(observe(a, hook), observe(b, hook)),
  );
}

const hooksOf = ({ hooks }: State): readonly HookName[] => Object.keys(hooks);

/** Whether two machines gave the same answer, as far as anybody can see; one that stopped gave none. */
export function sameAnswer(a: Result | undefined, b: Result | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.outcome === b.outcome && sameObservation(a.view, b.view) && looksLike(a.after, b.after);
}
