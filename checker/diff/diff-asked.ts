import type { Brought } from '../../spec/brought.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import type { State } from '../../spec/state.ts';
import type { Op, Request } from '../../spec/vocabulary/index.ts';
import { firings } from '../decide/coverage.ts';
import { Decisions } from '../decide/decisions.ts';
import { Exercise } from '../decide/exercise.ts';

/** What one of two semantics that are compared was asked, over all scopes. */
export class Asked {
  readonly profile: Profile;
  readonly #decisions = new Map<Op, Decisions>();
  readonly #exercise: Exercise;

  constructor(profile: Profile) {
    this.profile = profile;
    this.#exercise = new Exercise(profile);
  }

  /** The decisions of an operation. */
  of(op: Op): Decisions {
    let decisions = this.#decisions.get(op);
    if (decisions === undefined) {
      decisions = new Decisions(tableFor(this.profile, op));
      this.#decisions.set(op, decisions);
    }
    return decisions;
  }

  /** Notes what a request put to the test besides the rule that decided it. */
  note(state: State, request: Request, after: State): void {
    this.#exercise.noteRequest(state, request);
    if (after !== state) this.#exercise.noteState(after);
  }

  /** The rules that decided no request, in the order of the tables. */
  neverFired(): readonly string[] {
    return [...firings(this.profile, this.#decisions.values())].filter(([, fired]) => fired === 0).map(([id]) => id);
  }

  /** What the semantics brought against its base and nothing put to the test. */
  untested(): readonly Brought[] {
    const met = [...this.#decisions].flatMap(([op, decisions]) =>
      decisions.met().map(({ situation }) => [op, situation] as const),
    );
    return this.#exercise.untested(met);
  }
}
