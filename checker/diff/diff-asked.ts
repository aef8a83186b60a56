import type { Brought } from '../../spec/brought.ts';
import { Decider } from '../../spec/decide/decider.ts';
import { situationsMet } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Request, State } from '../../spec/semantics.ts';
import { firings } from '../decide/coverage.ts';
import { Exercise } from '../decide/exercise.ts';

/** What one of two semantics that are compared was asked, over all scopes. */
export class Asked {
  readonly profile: Profile;
  readonly decider: Decider;
  readonly #exercise: Exercise;

  constructor(profile: Profile) {
    this.profile = profile;
    this.decider = new Decider(profile);
    this.#exercise = new Exercise(profile);
  }

  /** Notes what a request put to the test besides the rule that decided it. */
  note(state: State, request: Request, after: State): void {
    this.#exercise.noteRequest(state, request);
    if (after !== state) this.#exercise.noteState(after);
  }

  /** The rules that decided no request, in the order of the tables. */
  neverFired(): readonly string[] {
    return [...firings(this.profile, this.decider.all().values())].filter(([, fired]) => fired === 0).map(([id]) => id);
  }

  /** What the semantics brought against its base and nothing put to the test. */
  untested(): readonly Brought[] {
    return this.#exercise.untested(situationsMet(this.decider.all()));
  }
}
