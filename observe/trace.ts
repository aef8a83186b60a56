import { nameInTraces } from '../spec/families/register.ts';
import type { Observation } from '../spec/semantics.ts';
import type { Origin, Trace } from '../traces/format.ts';
import type { TraceStep } from '../traces/step.ts';
import type { Judged, Part } from './part.ts';

/**
 * What a query showed, where the log tells a revision and every slot. What strace does not show (the mode of a cgroup) is as the
 * rules give it.
 */
function viewIn({ step, view }: Judged): Observation | undefined {
  if (step.expect.view === undefined || view === undefined || !('slots' in view && 'revision' in view))
    return undefined;
  return { ...step.expect.view, ...view };
}

/** A step that expects what the host did; the rule is that of the specification where both agree. */
function stepOf(judged: Judged): TraceStep {
  const { step, found, ok } = judged;
  const view = viewIn(judged);
  return {
    request: step.request,
    expect: {
      outcome: found,
      ...(ok && step.expect.rule !== undefined ? { rule: step.expect.rule } : {}),
      ...(view === undefined ? {} : { view }),
    },
  };
}

/** What was told of hooks of one kind, as a trace with some steps: `told` is what they are, before the name of the kind. */
export function traceWith(
  path: string,
  { spec, name }: Part,
  { told, kind, steps }: { readonly told: string; readonly kind: Origin['kind']; readonly steps: readonly TraceStep[] },
): Trace {
  const { profile } = spec;
  return {
    format: 'mprog-trace',
    version: 1,
    family: nameInTraces(profile.family),
    profile: profile.name,
    title: `${told} at ${name} hooks`,
    origin: { kind, note: `read from ${path} by mprog observe` },
    universe: spec.universe,
    steps: [...steps],
  };
}

/** What a host did at hooks of one kind, as a trace. It has no steps that could not be judged. */
export const traceOf = (path: string, part: Part): Trace =>
  traceWith(path, part, { told: 'what a host did', kind: 'kernel', steps: part.judged.map(stepOf) });
