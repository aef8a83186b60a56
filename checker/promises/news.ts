import { type Inheritance, inheritances } from '../../spec/brought.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Violation } from './property-ground.ts';
import { inheritedBy } from './register.ts';

/**
 * Tells which violations are new where the property is on record of another profile, which this one was derived from: those by a rule that the other
 * does not have.
 */
export class News {
  readonly #known: ReadonlyMap<string, Inheritance>;

  constructor(semantics: Profile) {
    this.#known = inheritances(semantics, inheritedBy(semantics));
  }

  /** Whether there may be such a violation of a property. */
  mayBe(property: string): boolean {
    return (this.#known.get(property)?.besides.size ?? 0) > 0;
  }

  /** The same, where the rule is that, if it is known. It is asked for where that matters. */
  mayBeBy(property: string, rule: () => string | undefined): boolean {
    if (!this.mayBe(property)) return false;
    const by = rule();
    return by === undefined || this.#known.get(property)!.besides.has(by);
  }

  /** A violation of a property, marked where it is new. */
  marked(property: string, violation: Violation): Violation {
    return this.#known.get(property)?.besides.has(violation.rule) ? { ...violation, isNew: true } : violation;
  }
}
