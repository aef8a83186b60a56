import { Decider } from '../../spec/decide/decider.ts';
import { situationsMet } from '../../spec/decide/decisions.ts';
import { groundOf, type Profile } from '../../spec/profile.ts';
import type { Request, State } from '../../spec/semantics.ts';
import type { Situation } from '../../spec/situation.ts';
import { Exercise } from '../decide/exercise.ts';
import { firings } from '../decide/firings.ts';

/** What one of two semantics was asked in a scope. Plain data: it goes from one thread to another. */
export interface AskedOf {
  /** The rules that decided a request. */
  readonly fired: readonly string[];
  /** What says whether the changes of a proposal were put to the test. */
  readonly situations: readonly (readonly [string, Situation])[];
  readonly places: readonly string[];
  readonly kept: readonly string[];
}

/** Whether a semantics is another one, or was made from it. */
export function isFrom(semantics: Profile | undefined, other: Profile): boolean {
  return semantics !== undefined && (semantics === other || isFrom(semantics.base, other));
}

/** What the changes of a semantics are told against where it is compared with another one: that, where it was made from it. */
export const againstOf = (semantics: Profile, other: Profile): Profile | undefined =>
  isFrom(semantics, other) ? other : groundOf(semantics);

/** Notes what one of two semantics that are compared is asked in a scope. */
export class Asked {
  readonly profile: Profile;
  readonly decider: Decider;
  readonly #exercise: Exercise;

  /** Notes what one is asked that is compared with another one. */
  constructor(profile: Profile, other: Profile) {
    this.profile = profile;
    this.decider = new Decider(profile);
    this.#exercise = new Exercise(profile, againstOf(profile, other));
  }

  /** Notes what a request put to the test besides the rule that decided it. */
  note(state: State, request: Request, after: State): void {
    this.#exercise.noteRequest(state, request);
    if (after !== state) this.#exercise.noteState(after);
  }

  result(): AskedOf {
    const all = this.decider.all();
    return {
      fired: [...firings(this.profile, all.values())].filter(([, fired]) => fired > 0).map(([id]) => id),
      situations: this.profile.base === undefined ? [] : situationsMet(all),
      places: [...this.#exercise.places],
      kept: [...this.#exercise.kept],
    };
  }
}
