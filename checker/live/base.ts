import { Decider, type Taken } from '../../spec/decide/decider.ts';
import type { Family } from '../../spec/family.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { placeMatters } from '../../spec/put-to-test.ts';
import { unsaid } from '../../spec/said.ts';
import type { Exploration, Request, State } from '../../spec/semantics.ts';
import { read } from '../../spec/step.ts';
import { type Change, changesOf, nameOf } from './changes.ts';

/** A request that a machine answered as the derived semantics says, and what its base makes of it. */
interface Asked {
  readonly state: State;
  readonly request: Request;
  readonly taken: Taken;
  /** Missing where the base cannot be asked for it. */
  readonly other: Taken | undefined;
}

/**
 * Tells which changes of a derived semantics had a part in a request to which its base would have had another answer, or come
 * to another state: a machine that keeps to the rest alone may as well keep to the base.
 */
export class Base {
  readonly #semantics: Profile;
  readonly #family: Family;
  readonly #base: { readonly profile: Profile; readonly decider: Decider } | undefined;
  readonly #exploration: Exploration;
  readonly #apart = new Set<string>();
  #pending: readonly Change[];

  constructor(semantics: Profile, exploration: Exploration) {
    const { base } = semantics;
    this.#semantics = semantics;
    this.#family = semantics.family;
    this.#base = base === undefined ? undefined : { profile: base, decider: new Decider(base) };
    this.#exploration = exploration;
    this.#pending = changesOf(semantics);
  }

  /** The names of the changes that were told from the base so far. */
  get apart(): ReadonlySet<string> {
    return this.#apart;
  }

  /** Notes what a request came to in a state, where a machine did the same. */
  note(state: State, request: Request, taken: Taken): void {
    if (this.#base === undefined || !this.#pending.some((change) => mayConcern(change, request, taken))) return;
    const { profile, decider } = this.#base;
    const other = unsaid(profile.uapi, request).length > 0 ? undefined : decider.take(state, request);
    if (other !== undefined && this.#isAlike(taken, other)) return;
    const asked = { state, request, taken, other };
    this.#pending = this.#pending.filter((change) => {
      if (!mayConcern(change, request, taken) || !this.#hadPart(change, profile, asked)) return true;
      this.#apart.add(nameOf(change));
      return false;
    });
  }

  #hadPart(change: Change, base: Profile, { state, request, taken, other }: Asked): boolean {
    switch (change.is) {
      case 'rule':
        return true;
      case 'removed-rule':
        return other?.rule.id === change.rule;
      case 'fact': {
        if (other === undefined) return false;
        const [own, old] = [this.#semantics, base].map((each) => read(tableFor(each, change.op), state, request));
        return own!.situation[change.field] !== old!.situation[change.field];
      }
      case 'place':
        return other !== undefined && placeMatters(this.#semantics, change.reads, state, request);
      case 'kept-flag':
        return this.#family.kept?.(taken.after).includes(change.flag) === true;
    }
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

/** Whether a change may have had a part in a request, as far as that can be said at little cost. */
function mayConcern(change: Change, { op }: Request, { rule }: Taken): boolean {
  if (change.is === 'rule') return change.rule === rule.id;
  return change.is === 'kept-flag' || change.op === op;
}
