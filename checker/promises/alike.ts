import type { State } from '../../spec/semantics.ts';
import type { TriedStep } from '../decide/trial-state.ts';

/** Steps that a property does not tell apart: the first of them, and how many there are. */
export interface Alike {
  readonly first: TriedStep;
  times: number;
}

/** By the rule that decided and the state that follows: a law of effects sees no more of them. */
export function withSameEffect(tried: readonly TriedStep[]): readonly Alike[] {
  const all: Alike[] = [];
  const known = new Map<State, Map<TriedStep['rule'], Alike>>();
  for (const step of tried) {
    let byRule = known.get(step.state);
    if (byRule === undefined) {
      byRule = new Map();
      known.set(step.state, byRule);
    }
    const alike = byRule.get(step.rule);
    if (alike !== undefined) {
      alike.times += 1;
      continue;
    }
    const fresh = { first: step, times: 1 };
    byRule.set(step.rule, fresh);
    all.push(fresh);
  }
  return all;
}

/** By the state that follows: a property of states sees no more of them. */
export function withSameState(steps: readonly Alike[]): readonly Alike[] {
  const known = new Map<State, Alike>();
  for (const { first, times } of steps) {
    const alike = known.get(first.state);
    if (alike === undefined) known.set(first.state, { first, times });
    else alike.times += times;
  }
  return [...known.values()];
}
