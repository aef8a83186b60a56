import type { Decisions } from '../../spec/decide/decisions.ts';
import { type Profile, rulesOf } from '../../spec/profile.ts';
import type { LockstepProperty } from '../../spec/properties/property.ts';
import type { Request } from '../../spec/semantics.ts';

/** The first request that a rule decided: the state it was met in, by number, and the request. */
export interface FirstUse {
  readonly state: number;
  readonly request: Request;
}

/** How often each property was put to the test, and the first request that each rule decided. */
export class Coverage {
  readonly witnesses = new Map<string, FirstUse>();
  readonly tested = new Map<string, number>();

  constructor(properties: readonly LockstepProperty[]) {
    for (const property of properties) this.tested.set(property.id, 0);
  }

  test(property: string): void {
    this.tested.set(property, this.tested.get(property)! + 1);
  }
}

/** The transitions that each rule decided. */
export function firings(semantics: Profile, decisions: Iterable<Decisions>): ReadonlyMap<string, number> {
  const fired = new Map(rulesOf(semantics).map((rule) => [rule.id, 0]));
  for (const each of decisions)
    for (const { rule, count } of each.met()) fired.set(rule.id, fired.get(rule.id)! + count);
  return fired;
}
