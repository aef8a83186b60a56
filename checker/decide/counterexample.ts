import type { Machine, Observation, Outcome, Request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
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

function look(machine: Machine, universe: Universe): Record<string, Observation> {
  return Object.fromEntries(Object.keys(universe.hooks).map((hook) => [hook, machine.observe(hook)]));
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
    const expected = { outcome: rule.then.outcome, view, hooks: look(spec, universe) };
    try {
      const reply = model.apply(request);
      return { request, rule: rule.id, spec: expected, model: { ...reply, hooks: look(model, universe) } };
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
        ...(request.op === 'prog_query' ? { view } : {}),
        hooks: look(spec, universe),
      },
    };
  });
  return { format: 'mprog-trace', version: 1, profile: semantics.name, ...about, universe, steps };
}

/** The names of the objects that requests speak of. */
function namesIn(path: readonly Request[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const request of path)
    for (const value of Object.values(request)) {
      if (typeof value === 'string') names.add(value);
      else if (typeof value === 'object' && value !== null && 'name' in value) names.add(String(value.name));
    }
  return names;
}

/** A universe with only those programs and links that a path speaks of, or that are there before it begins. */
export function trimmed(universe: Universe, path: readonly Request[]): Universe {
  const named = namesIn(path);
  const foreignLinks = Object.entries(universe.foreignLinks).filter(([link]) => named.has(link));
  const kept = new Set([...named, ...Object.values(universe.prefill).flat(), ...foreignLinks.map(([, prog]) => prog)]);
  return {
    ...universe,
    programs: Object.fromEntries(Object.entries(universe.programs).filter(([name]) => kept.has(name))),
    links: universe.links.filter((link) => named.has(link)),
    foreignLinks: Object.fromEntries(foreignLinks),
  };
}
