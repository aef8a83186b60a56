import { rulesBroughtBy } from '../../spec/brought.ts';
import { Decider, type Taken } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import type { Profile } from '../../spec/profile.ts';
import { unsaid } from '../../spec/said.ts';
import type { Exploration, Request, State } from '../../spec/semantics.ts';
import type { Uapi } from '../../spec/uapi.ts';

/**
 * Tells which of the rules that a derived semantics brings decided a request to which its base would have had another answer, or come
 * to another state: a machine that keeps to such a rule alone may as well keep to the base.
 */
export class Base {
  readonly #family: Family;
  readonly #base: { readonly uapi: Uapi; readonly decider: Decider } | undefined;
  readonly #brought: ReadonlySet<string>;
  readonly #exploration: Exploration;
  readonly #apart = new Set<string>();

  constructor(semantics: Profile, exploration: Exploration) {
    const { base } = semantics;
    this.#family = semantics.family;
    this.#base = base === undefined ? undefined : { uapi: base.uapi, decider: new Decider(base) };
    this.#brought = rulesBroughtBy(semantics);
    this.#exploration = exploration;
  }

  /** The rules that were told from the base so far. */
  get apart(): ReadonlySet<string> {
    return this.#apart;
  }

  /** Notes what a request came to in a state, where a machine did the same. */
  note(state: State, request: Request, taken: Taken): void {
    const { id } = taken.rule;
    if (this.#base === undefined || !this.#brought.has(id) || this.#apart.has(id)) return;
    // What the base cannot be asked is told from it already.
    const isNew = unsaid(this.#base.uapi, request).length > 0;
    if (isNew || !this.#isAlike(taken, this.#base.decider.take(state, request))) this.#apart.add(id);
  }

  #isAlike(own: Taken, other: Taken): boolean {
    const family = this.#family;
    if (own.rule.then.outcome !== other.rule.then.outcome || !family.same(own.view, other.view)) return false;
    const hooks = family.hooks(this.#exploration.universe);
    if (!hooks.every((hook) => family.same(family.observe(own.after, hook), family.observe(other.after, hook))))
      return false;
    const key = (state: State) => this.#exploration.key(state, this.#exploration.labels(state));
    return own.after === other.after || key(own.after) === key(other.after);
  }
}
