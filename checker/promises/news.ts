import { type Inheritance, inheritances } from '../../spec/brought.ts';
import { resultOf } from '../../spec/decide/result.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, State } from '../../spec/semantics.ts';
import { type Instead, insteadBy } from '../decide/finding.ts';
import type { TrialScope } from '../decide/trial-state.ts';
import type { Violation } from './property-ground.ts';
import { inheritedBy } from './register.ts';

/** A request that another profile decides otherwise: its place, and what that does about it. */
interface PartingStep {
  readonly index: number;
  readonly instead: Instead;
}

/**
 * Tells which violations are new where the property is on record of another profile, which this one was derived from: those by a rule that the other
 * does not have; and which of the rest the other does not have, because it decides the requests otherwise.
 */
export class News {
  readonly #known: ReadonlyMap<string, Inheritance>;
  readonly #ground: TrialScope;

  constructor(ground: TrialScope) {
    const { semantics } = ground;
    this.#ground = ground;
    this.#known = inheritances(semantics, inheritedBy(semantics));
  }

  /** The profile that a property is on record of, where it is not this one. */
  heldBy(property: string): Profile | undefined {
    return this.#known.get(property)?.from;
  }

  /** The first of some requests that another profile gives another outcome or effect in the same state; nothing where there is none. */
  partingIn(other: Profile, state: State, requests: readonly Request[]): PartingStep | undefined {
    const { semantics, decider } = this.#ground;
    let at = state;
    for (const [index, request] of requests.entries()) {
      const instead = resultOf(other, at, request);
      if (instead?.text !== resultOf(semantics, at, request)?.text) return { index, instead: insteadBy(instead) };
      at = decider.takeAmong(at, request).after;
    }
    return undefined;
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
