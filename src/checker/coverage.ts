import type { Profile } from '../spec/profile.ts';
import { rulesOf } from '../spec/profile.ts';
import type { Property } from '../spec/properties/property.ts';
import type { Request } from '../spec/vocabulary/index.ts';

/** The first request that a rule decided: the state it was met in, by number, and the request. */
export interface Witness {
  readonly state: number;
  readonly request: Request;
}

/** How often each rule decided, and how often each property was put to the test. */
export class Coverage {
  readonly fired = new Map<string, number>();
  readonly witnesses = new Map<string, Witness>();
  readonly tested = new Map<string, number>();
  transitions = 0;

  constructor(semantics: Profile, properties: readonly Property[]) {
    for (const rule of rulesOf(semantics)) this.fired.set(rule.id, 0);
    for (const property of properties) this.tested.set(property.id, 0);
  }

  test(property: string, times = 1): void {
    this.tested.set(property, this.tested.get(property)! + times);
  }
}
