import { Decider, type Taken } from '../../spec/decide/decider.ts';
import { groundOf, type Profile, tableFor } from '../../spec/profile.ts';
import { placeMatters } from '../../spec/put-to-test.ts';
import { unsaid } from '../../spec/said.ts';
import type { Exploration, Request, State } from '../../spec/semantics.ts';
import { read } from '../../spec/step.ts';
import { type Change, changesOf, nameOf } from './differing.ts';

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
export class Told {
  readonly #semantics: Profile;
  readonly #base: Base | undefined;
  readonly #apart = new Set<string>();
  #pending: readonly Change[];

  constructor(semantics: Profile) {
    const base = groundOf(semantics);
    this.#semantics = semantics;
    this.#base = base === undefined ? undefined : new Base(base);
    this.#pending = changesOf(semantics);
  }

  /** The names of the changes that were told from the base so far. */
  get apart(): ReadonlySet<string> {
    return this.#apart;
  }

  /** Notes what a request came to in a state of a scope, where a machine did the same. */
  note(exploration: Exploration, state: State, request: Request, taken: Taken): void {
    const base = this.#base;
    if (base === undefined || !this.#pending.some((change) => mayConcern(change, request, taken))) return;
    const other = base.take(state, request);
    if (base.isAlike(exploration, taken, other)) return;
    this.#pending = this.#pending.filter((change) => {
      if (!mayConcern(change, request, taken)) return true;
      if (!this.#hadPart(change, base.profile, { state, request, taken, other })) return true;
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
      case 'moved-rule':
        return other !== undefined && [taken.rule.id, other.rule.id].includes(change.rule) && taken.rule !== other.rule;
      case 'fact': {
        if (other === undefined) return false;
        const [own, old] = [this.#semantics, base].map((each) => read(tableFor(each, change.op), state, request));
        return own!.situation[change.field] !== old!.situation[change.field];
      }
      case 'place':
        return other !== undefined && placeMatters(this.#semantics, base, change.reads, state, request);
      case 'kept-flag':
        return this.#semantics.family.kept?.(taken.after).includes(change.flag) === true;
    }
  }
}

/** The base of a derived semantics, asked what it makes of the same requests in the same states. */
class Base {
  readonly profile: Profile;
  readonly #decider: Decider;

  constructor(profile: Profile) {
    this.profile = profile;
    this.#decider = new Decider(profile);
  }

  /** What it makes of a request; missing where it cannot be asked. */
  take(state: State, request: Request): Taken | undefined {
    return unsaid(this.profile.uapi, request).length > 0 ? undefined : this.#decider.take(state, request);
  }

  /** Whether a request came to the same here and there: the answer, and the state that follows. */
  isAlike(exploration: Exploration, own: Taken, other: Taken | undefined): boolean {
    if (other === undefined) return false;
    const { family } = this.profile;
    if (own.rule.then.outcome !== other.rule.then.outcome || !family.same(own.view, other.view)) return false;
    const hooks = family.hooks(exploration.universe);
    if (!hooks.every((hook) => family.same(family.observe(own.after, hook), family.observe(other.after, hook))))
      return false;
    const key = (state: State) => exploration.key(state, exploration.labels(state));
    return own.after === other.after || key(own.after) === key(other.after);
  }
}

/** Whether a change may have had a part in a request, as far as that can be said at little cost. */
function mayConcern(change: Change, { op }: Request, { rule }: Taken): boolean {
  if (change.is === 'rule') return change.rule === rule.id;
  return change.is === 'kept-flag' || change.op === op;
}
