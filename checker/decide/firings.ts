import type { Decisions } from '../../spec/decide/decisions.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';

/** The transitions that each rule decided. */
export function firings(semantics: Profile, decisions: Iterable<Decisions>): ReadonlyMap<string, number> {
  const fired = new Map(rulesOf(semantics).map((rule) => [rule.id, 0]));
  for (const each of decisions)
    for (const { rule, count } of each.met()) fired.set(rule.id, fired.get(rule.id)! + count);
  return fired;
}
