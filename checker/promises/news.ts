import { rulesBroughtBy } from '../../spec/brought.ts';
import type { Profile } from '../../spec/profile.ts';
import { inheritedBy } from './register.ts';

/** Tells whether a violation by a rule is new where the property is on record of the base of a proposal. */
export class News {
  readonly #rules: ReadonlySet<string>;
  readonly #inherited: ReadonlySet<string>;

  constructor(semantics: Profile) {
    this.#rules = rulesBroughtBy(semantics);
    this.#inherited = new Set(inheritedBy(semantics));
  }

  /** Whether there may be such a violation of a property. */
  mayBe(property: string): boolean {
    return this.#rules.size > 0 && this.#inherited.has(property);
  }

  is(property: string, rule: string): boolean {
    return this.mayBe(property) && this.#rules.has(rule);
  }
}
