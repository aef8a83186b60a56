import { type Profile, tableOf } from '../../spec/profile.ts';
import { decide, type Rule } from '../../spec/rule.ts';
import type { Observation, Request, State } from '../../spec/semantics.ts';
import { afterRule, type Reading, read, viewOf } from '../../spec/step.ts';

/** One step of the specification, worked out anew each time: what the decider, which remembers, is held to. */
export function step(
  semantics: Profile,
  state: State,
  request: Request,
): { readonly reading: Reading; readonly rule: Rule; readonly after: State; readonly view: Observation } {
  const table = tableOf(semantics, request);
  const reading = read(table, state, request);
  const rule = decide(table, reading.situation);
  const after = afterRule(semantics, table, rule, state, request, reading.at);
  const again = (next: Request) => step(semantics, state, next).view;
  return { reading, rule, after, view: viewOf(semantics.family, rule.then, state, request, again) };
}
