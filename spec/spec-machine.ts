import { profileNamed } from './families/profiles.ts';
import { initialState } from './families/slots/initial-state.ts';
import { look, observe, type State, statusOf } from './families/slots/state.ts';
import type { HookName, Machine, Observation, Reply, Request, Universe } from './families/slots/vocabulary/index.ts';
import type { Profile } from './profile.ts';
import { type Step, step } from './step.ts';

/** The specification as a machine: it holds a state and decides each request by the rules of a profile. */
export class SpecMachine implements Machine {
  readonly #profile: Profile;
  #state: State | undefined;
  #decidedBy: string | undefined;

  /** Takes a profile, or the name of one; throws a RangeError on a name that no profile has. */
  constructor(semantics: Profile | string) {
    this.#profile = typeof semantics === 'string' ? profileNamed(semantics) : semantics;
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
    this.#state = initialState(universe, this.#profile.keeping);
  }

  /** Takes a request and tells everything about how it was decided. */
  explain(request: Request): Step {
    refuseTakenName(this.state, request);
    const taken = step(this.#profile, this.state, request);
    this.#state = taken.after;
    this.#decidedBy = taken.rule.id;
    return taken;
  }

  /** What would come of a request; it is not taken. */
  preview(request: Request): Step {
    return step(this.#profile, this.state, request);
  }

  apply(request: Request): Reply {
    const { rule, view } = this.explain(request);
    return { outcome: rule.then.outcome, view };
  }

  /** Everything there is to see of a hook: the links and flags of its slots too, where a query does not tell them. */
  look(hook: HookName): Observation {
    return look(this.state, hook);
  }

  observe(hook: HookName): Observation {
    return observe(this.state, hook);
  }
}

/** A name can be given to a new link only while no link has it: such a request makes no sense, whatever the semantics. */
function refuseTakenName(state: State, request: Request): void {
  if (request.op !== 'link_create') return;
  if (statusOf(state, request.link).is !== 'absent')
    throw new RangeError(`link_create: there is a link called ${request.link} already`);
}
