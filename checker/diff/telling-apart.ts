import type { Profile } from '../../spec/profile.ts';
import type { Request, Universe } from '../../spec/semantics.ts';
import type { Trace } from '../../traces/format.ts';
import type { TraceStep } from '../../traces/step.ts';
import { traceOf } from '../decide/counterexample.ts';
import type { Diff } from './diff-group.ts';
import { inOrder } from './diff-report.ts';

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** A trace of one semantics with what the other makes of each step; nothing where the two come to the same there. */
function tellingApart(a: Profile, b: Profile, universe: Universe, path: readonly Request[]): Trace | undefined {
  const about = { title: '', origin: { kind: 'difference', note: `${a.name} against ${b.name}` } } as const;
  const [ours, theirs] = [traceOf(a, universe, path, about), traceOf(b, universe, path, about)];
  const steps = ours.steps.map((step, index): TraceStep => {
    const { expect } = theirs.steps[index]!;
    const { rule: _ours, ...seen } = step.expect;
    const { rule: _theirs, ...other } = expect;
    return isSame(seen, other) ? step : { ...step, otherwise: { profile: b.name, ...expect } };
  });
  const last = steps.findIndex(({ otherwise }) => otherwise !== undefined);
  if (last === -1) return undefined;
  const { expect, otherwise } = steps[last]!;
  const title = `${expect.rule}: ${expect.outcome}; ${b.name} ${otherwise!.rule}: ${otherwise!.outcome}`;
  return { ...ours, title, steps: steps.slice(0, last + 1) };
}

/** Traces of a semantics on which another one gives other answers: one for each way in which they were found to differ. */
export function tracesTellingApart(a: Profile, b: Profile, found: Diff): readonly Trace[] {
  const traces = inOrder(a, b, found).flatMap(({ example }) => {
    // What the other one is asked in words of its own is no trace of both.
    if (!isSame(example.a, example.b)) return [];
    const universe = a.family.trimmed(example.universe.a, example.a);
    return tellingApart(a, b, a.family.asReal?.(universe, a) ?? universe, example.a) ?? [];
  });
  return [...new Map(traces.map((trace) => [JSON.stringify(trace.steps), trace])).values()];
}
