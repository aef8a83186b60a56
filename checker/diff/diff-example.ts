import type { Profile } from '../../spec/profile.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import { describeObservation, describeRequest } from '../../traces/describe.ts';
import type { DiffStep } from './diff-format.ts';
import type { Example } from './diff-group.ts';

/** Takes each semantics down its side of an example, and tells what both made of every step. */
export function compareSides(a: Profile, b: Profile, { universe, a: ours, b: theirs }: Example): readonly DiffStep[] {
  const machines = [
    { machine: new SpecMachine(a), universe: universe.a },
    { machine: new SpecMachine(b), universe: universe.b },
  ];
  for (const { machine, universe: own } of machines) machine.reset(own);
  return ours.map((request, index) => {
    const [one, other] = [request, theirs[index]!].map((each, which) => {
      const { machine, universe: own } = machines[which]!;
      const hooks = Object.keys(own.hooks);
      const { rule, view } = machine.explain(each);
      const shown = Object.fromEntries(hooks.map((hook) => [hook, describeObservation(machine.look(hook))]));
      return {
        request: each,
        said: describeRequest(each, hooks.length > 1 ? 'several' : 'one'),
        outcome: rule.then.outcome,
        rule: rule.id,
        hooks: each.op === 'prog_query' ? { ...shown, 'the query': describeObservation(view) } : shown,
      };
    });
    return { a: one!, b: other! };
  });
}
