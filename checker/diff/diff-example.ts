import type { Profile } from '../../spec/profile.ts';
import type { Request, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { DiffStep, SideStep } from './diff-format.ts';
import type { Example } from './diff-group.ts';

/** Takes a semantics down its side of an example, and tells what it made of every step. */
export function sideAlong(semantics: Profile, universe: Universe, requests: readonly Request[]): readonly SideStep[] {
  const { family } = semantics;
  const { words, queries } = family;
  const hooks = family.hooks(universe);
  const machine = new SpecMachine(semantics);
  machine.reset(universe);
  return requests.map((request) => {
    const { rule, view } = machine.explain(request);
    const shown = Object.fromEntries(hooks.map((hook) => [hook, words.observation(machine.look(hook))]));
    return {
      request,
      said: words.request(request, hooks.length > 1 ? 'several' : 'one'),
      outcome: rule.then.outcome,
      rule: rule.id,
      hooks: queries.has(request.op) ? { ...shown, 'the query': words.observation(view) } : shown,
    };
  });
}

/** Takes each semantics down its side of an example, and tells what both made of every step. */
export function compareSides(a: Profile, b: Profile, { universe, a: ours, b: theirs }: Example): readonly DiffStep[] {
  const others = sideAlong(b, universe.b, theirs);
  return sideAlong(a, universe.a, ours).map((one, index) => ({ a: one, b: others[index]! }));
}
