import { nameInTraces } from '../../spec/families/register.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Observation, Request, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';
import type { Trace } from '../../traces/format.ts';
import type { TraceStep } from '../../traces/step.ts';

/** One request as both machines took it. */
export interface ComparedStep {
  readonly request: Request;
  readonly rule: string;
  readonly spec: { readonly outcome: Outcome; readonly view: Observation; readonly hooks: Record<string, Observation> };
  /** Missing where the model stopped with an error. */
  readonly model?: {
    readonly outcome: Outcome;
    readonly view: Observation;
    readonly hooks: Record<string, Observation>;
  };
}

function look({ family }: Profile, machine: Machine, universe: Universe): Record<string, Observation> {
  return Object.fromEntries(family.hooks(universe).map((hook) => [hook, machine.observe(hook)]));
}

/** Takes both machines down a path and notes what can be seen of each. */
export function compareAlong(
  semantics: Profile,
  model: Machine,
  universe: Universe,
  path: readonly Request[],
): readonly ComparedStep[] {
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  model.reset(universe);
  return path.map((request): ComparedStep => {
    const { rule, view } = spec.explain(request);
    const expected = { outcome: rule.then.outcome, view, hooks: look(semantics, spec, universe) };
    try {
      const reply = model.apply(request);
      return { request, rule: rule.id, spec: expected, model: { ...reply, hooks: look(semantics, model, universe) } };
    } catch {
      return { request, rule: rule.id, spec: expected };
    }
  });
}

/** A path as a trace whose expectations are those of the spec. */
export function traceOf(
  semantics: Profile,
  universe: Universe,
  path: readonly Request[],
  about: Pick<Trace, 'title' | 'origin'>,
): Trace {
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  const steps = path.map((request): TraceStep => {
    const { rule, view } = spec.explain(request);
    return {
      request,
      expect: {
        outcome: rule.then.outcome,
        rule: rule.id,
        ...(semantics.family.queries.has(request.op) ? { view } : {}),
        hooks: look(semantics, spec, universe),
      },
    };
  });
  const family = nameInTraces(semantics.family);
  const named = family === undefined ? {} : { family };
  return { format: 'mprog-trace', version: 1, ...named, profile: semantics.name, ...about, universe, steps };
}
