import type { Request } from '../../spec/semantics.ts';
import type { ComparedStep } from '../decide/counterexample.ts';
import type { Failure } from '../decide/failure.ts';
import type { Verdict } from './verdict.ts';

/** A verdict with the steps that lead to what it found. */
export function withCounterexample(
  verdict: Verdict,
  failure: Failure,
  path: readonly Request[],
  compared: readonly ComparedStep[],
  file: string | undefined,
): Verdict {
  const steps = path.map((request, index) => {
    const step = compared[index];
    return step === undefined ? { request } : { request, outcome: step.spec.outcome, rule: step.rule };
  });
  return { ...verdict, counterexample: { failure: { ...failure }, steps, ...(file === undefined ? {} : { file }) } };
}
