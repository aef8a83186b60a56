import type { Profile } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { DiffStep } from './diff-format.ts';
import type { Example } from './diff-group.ts';

/** Takes each semantics down its side of an example, and tells what both made of every step. */
export function compareSides(a: Profile, b: Profile, { universe, a: ours, b: theirs }: Example): readonly DiffStep[] {
  const machines = [
    { machine: new SpecMachine(a), universe: universe.a, family: a.family },
    { machine: new SpecMachine(b), universe: universe.b, family: b.family },
  ];
  for (const { machine, universe: own } of machines) machine.reset(own);
  return ours.map((request, index) => {
    const [one, other] = [request, theirs[index]!].map((each, which) => {
      const { machine, universe: own, family } = machines[which]!;
      const { words, queries } = family;
      const hooks = family.hooks(own);
      const { rule, view } = machine.explain(each);
      const shown = Object.fromEntries(hooks.map((hook) => [hook, words.observation(machine.look(hook))]));
      return {
        request: each,
        said: words.request(each, hooks.length > 1 ? 'several' : 'one'),
        outcome: rule.then.outcome,
        rule: rule.id,
        hooks: queries.has(each.op) ? { ...shown, 'the query': words.observation(view) } : shown,
      };
    });
    return { a: one!, b: other! };
  });
}
