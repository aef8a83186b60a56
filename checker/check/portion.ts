import type { Profile } from '../../spec/profile.ts';
import type { Request, Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';
import type { Failure } from '../decide/failure.ts';
import type { Outcome } from '../search/shared.ts';
import type { Counts } from './counts.ts';
import { Lockstep, type LockstepOptions } from './lockstep.ts';

/** What came of the expansion of one state. */
export type Expanded = Outcome<Request, Failure>;

/** A part of the states of a scope, each of which is expanded from the way to it. */
export class Portion {
  readonly #lockstep: Lockstep;
  /** Keys that were told: the state they are of has been found, by a state that comes before all that are still to come. */
  readonly #told = new Set<string>();

  constructor(semantics: Profile, model: Explorable | undefined, scope: Scope, options: LockstepOptions) {
    this.#lockstep = new Lockstep(semantics, model, scope, options);
  }

  /** The key of the first state. */
  first(): string {
    const { key } = this.#lockstep.initial();
    this.#told.add(key);
    return key;
  }

  /** Expands the state at the end of a path; states have to come in the order of their numbers. Yields now and then. */
  *expand(path: readonly Request[], number: number): Generator<void, Expanded> {
    const node = this.#lockstep.at(path, number);
    const following: Expanded['following'][number][] = [];
    const found = yield* this.#lockstep.expand(node, (key, create) => {
      if (this.#told.has(key)) return;
      this.#told.add(key);
      following.push([key, create().label]);
    });
    return { following, ...(found === undefined ? {} : { found }) };
  }

  counts(): Counts {
    return this.#lockstep.counts();
  }
}
