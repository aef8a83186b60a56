import type { Dialect } from '../../spec/finding.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { headOf } from '../../traces/report-head.ts';
import type { Found } from './find.ts';
import { FindReport, type WayStep } from './format.ts';

export { FindReport, type WayStep };

/** What was asked. */
export interface Question extends Pick<FindReport, 'goal' | 'from' | 'host' | 'constraints'> {
  readonly semantics: Profile;
  readonly scope: Scope;
  readonly start: readonly Request[];
  readonly dialects: readonly Dialect[];
}

/** Some requests one after another, as a person reads them; the machine is left where they lead to. */
function told({ semantics, dialects }: Question, universe: Universe, spec: SpecMachine, path: readonly Request[]) {
  const { family } = semantics;
  const hooks = family.hooks(universe);
  return path.map((request): WayStep => {
    const { rule } = spec.explain(request);
    const calls = dialects.map((dialect) => ({ dialect, ...family.finding!.call(dialect, request, universe) }));
    return {
      request,
      said: family.words.request(request, hooks.length > 1 ? 'several' : 'one'),
      outcome: rule.then.outcome,
      rule: rule.id,
      sentence: rule.sentence,
      after: Object.fromEntries(hooks.map((hook) => [hook, family.words.observation(spec.look(hook))])),
      ...(calls.length === 0 ? {} : { calls }),
    };
  });
}

/** What came of a search, as it is printed. */
export function findReport(question: Question, found: Found, seconds: number): FindReport {
  const { semantics, scope, goal, from, host, constraints, start } = question;
  const { universe } = semantics.family.explore(scope, semantics);
  const spec = new SpecMachine(semantics);
  const tell = (path: readonly Request[]) => {
    spec.reset(universe);
    const before = told({ ...question, dialects: [] }, universe, spec, start);
    return { before, steps: told(question, universe, spec, path) };
  };
  const { ways, bound, interrupted } = found;
  const isOpen = bound !== undefined || interrupted;
  return {
    ...headOf('mprog-find', 1),
    profile: semantics.name,
    result: ways.length > 0 ? 'held' : isOpen ? 'inconclusive' : 'violated',
    seconds,
    ...(interrupted ? { interrupted: true as const } : {}),
    scope,
    goal,
    ...(from === undefined ? {} : { from }),
    ...(host === undefined ? {} : { host }),
    constraints,
    states: found.states,
    transitions: found.transitions,
    depth: found.depth,
    ...(bound === undefined ? {} : { bound }),
    start: tell([]).before,
    ways: ways.map((path) => ({ steps: tell(path).steps })),
  };
}
