import { nameInTraces } from '../spec/families/register.ts';
import type { Observation } from '../spec/semantics.ts';
import type { Trace } from '../traces/format.ts';
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

/** What a host did at hooks of one kind, as a trace. It has no steps that could not be judged. */
export function traceOf(path: string, { spec, judged, name }: Part): Trace {
  const { profile } = spec;
  return {
    format: 'mprog-trace',
    version: 1,
    family: nameInTraces(profile.family),
    profile: profile.name,
    title: `what a host did at ${name} hooks`,
    origin: { kind: 'kernel', note: `read from ${path} by mprog observe` },
    universe: spec.universe,
    steps: judged.map(stepOf),
  };
}
