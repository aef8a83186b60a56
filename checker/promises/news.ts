import { rulesBroughtBy } from '../../spec/brought.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Violation } from './property-ground.ts';
import { inheritedBy } from './register.ts';

/** Tells which violations are new where the property is on record of the base of a proposal: those by a rule that the base does not have. */
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

  /** A violation of a property, marked where it is new. */
  marked(property: string, violation: Violation): Violation {
    return this.mayBe(property) && this.#rules.has(violation.rule) ? { ...violation, isNew: true } : violation;
  }
}
