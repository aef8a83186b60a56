import { Decider, type Taken } from './decide/decider.ts';
import type { Profile } from './profile.ts';
import type { Rule } from './rule.ts';
import type { Observation, Request, State, Universe } from './semantics.ts';
import type { Reading } from './step.ts';
import { type Answer, type Machine, SenselessRequest } from './vocabulary/machine.ts';

/** One step of the specification. */
export interface Step {
  readonly reading: Reading;
  /** The rule that decided. */
  readonly rule: Rule;
  readonly after: State;
  /** What a query wrote. */
  readonly view: Observation;
}

const stepOf = ({ decided, rule, at, after, view }: Taken): Step => ({
  reading: { situation: decided.situation, at },
  rule,
  after,
  view,
});

/** The specification as a machine: it holds a state and decides each request by the rules of a profile. */
export class SpecMachine implements Machine {
  /** The profile that decides. */
  readonly semantics: Profile;
  readonly #decider: Decider;
  #state: State | undefined;
  #decidedBy: string | undefined;

  constructor(semantics: Profile) {
    this.semantics = semantics;
    this.#decider = new Decider(semantics);
  }

  get state(): State {
    if (this.#state === undefined) throw new Error('the machine was not reset to a universe yet');
    return this.#state;
  }

  get decidedBy(): string | undefined {
    return this.#decidedBy;
  }

  reset(universe: Universe): void {
    this.#decidedBy = undefined;
    this.#state = this.semantics.family.initial(universe, this.semantics.keeping);
  }

  /** Goes on from a state that it, or another machine of the same semantics, was in. */
  resume(state: State): void {
    this.#decidedBy = undefined;
    this.#state = state;
  }

  /** Takes a request and tells everything about how it was decided. Throws a SenselessRequest where it makes no sense. */
  explain(request: Request): Step {
    const senseless = this.semantics.family.senseless?.(this.state, request);
    if (senseless !== undefined) throw new SenselessRequest(senseless);
    const taken = stepOf(this.#decider.take(this.state, request));
    this.#state = taken.after;
    this.#decidedBy = taken.rule.id;
    return taken;
  }

  /** What would come of a request; it is not taken. */
  preview(request: Request): Step {
    return stepOf(this.#decider.take(this.state, request));
  }

  apply(request: Request): Answer {
    const { rule, view } = this.explain(request);
    return { outcome: rule.then.outcome, view };
  }

  /** Everything there is to see of a hook, also what a query does not tell. */
  look(hook: string): Observation {
    return this.semantics.family.look(this.state, hook);
  }

  observe(hook: string): Observation {
    return this.semantics.family.observe(this.state, hook);
  }
}
