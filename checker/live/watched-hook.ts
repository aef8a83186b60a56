import type { Family } from '../../spec/family.ts';
import type { Observation, State } from '../../spec/semantics.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';

/**
 * One hook of a machine, looked at after every request. Most requests change nothing, so what the spec says of a state is
 * worked out once, and two answers that were found to say the same are known again by being the same objects.
 */
export class WatchedHook {
  readonly name: string;
  readonly #family: Family;
  #state: State | undefined;
  #expected: Observation | undefined;
  #found: Observation | undefined;
  /** The last answers that said the same. */
  #agreed: { readonly found: Observation; readonly expected: Observation } | undefined;

  constructor(family: Family, name: string) {
    this.#family = family;
    this.name = name;
  }

  /** What the machine showed when it was looked at last. */
  get found(): Observation {
    if (this.#found === undefined) throw new Error(`the hook ${this.name} has not been read yet`);
    return this.#found;
  }

  /** Looks at the hook, and says whether it shows what the spec says that it shows in a state. */
  isAsIn(state: State, machine: Machine): boolean {
    const found = machine.observe(this.name);
    const expected = this.expectedIn(state);
    this.#found = found;
    if (this.#agreed?.found === found && this.#agreed.expected === expected) return true;
    if (!this.#family.same(found, expected)) return false;
    this.#agreed = { found, expected };
    return true;
  }

  /** What the spec says that the hook shows in a state. */
  expectedIn(state: State): Observation {
    if (this.#expected === undefined || this.#state !== state) {
      this.#state = state;
      this.#expected = this.#family.observe(state, this.name);
    }
    return this.#expected;
  }
}
