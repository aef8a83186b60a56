import { changeOf } from '../../spec/families/slots/effects.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import { type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import { observe, type State } from '../../spec/families/slots/state.ts';
import { undo } from '../../spec/families/slots/undo.ts';
import type { Machine, Observation, Outcome, Request } from '../../spec/families/slots/vocabulary/index.ts';
import { sameObservation } from '../../spec/families/slots/world.ts';
import type { Profile } from '../../spec/profile.ts';
import type { RuleTable } from '../../spec/rule.ts';
import { Decider, type Taken } from '../decide/decider.ts';
import { requestsIn } from '../requests/enumerate.ts';

/** What a machine said and showed, where the spec predicted otherwise. */
export interface Deviation {
  /** The rule of the spec that predicted otherwise. */
  readonly rule: string;
  readonly expected: {
    readonly outcome: Outcome;
    readonly view: Observation;
    readonly hooks: Record<string, Observation>;
  };
  readonly found: {
    readonly outcome: Outcome;
    readonly view: Observation;
    readonly hooks: Record<string, Observation>;
  };
  /** Everything that was asked since the machine was reset; the last request is the one that came out otherwise. */
  readonly history: readonly Request[];
  /** The steps to the state, and the request: enough, where nothing else that was asked before had a part in it. */
  readonly path: readonly Request[];
}

/** Deviations with the same rule and the same outcomes: the first of them, and how many there were. */
export interface DeviationGroup extends Deviation {
  readonly cases: number;
}

/** What tells two groups of deviations apart. */
export function groupOf({ rule, expected, found }: Pick<Deviation, 'rule' | 'expected' | 'found'>): string {
  return `${rule} ${expected.outcome} ${found.outcome}`;
}

/** What going through one state came to. */
export interface Visited {
  readonly transitions: number;
  /** Transitions that the spec lets through: each changes the state, and is taken back. */
  readonly successes: number;
  /** Requests that were not made because they would do what one that was made did (see Variations). */
  readonly leftOut: number;
  readonly confirmed: ReadonlyMap<string, number>;
  readonly deviations: readonly DeviationGroup[];
}

/** How a visit goes on after a deviation, and what it tells on the way. */
export interface VisitOptions {
  /** Whether to go on after the first deviation. */
  readonly keepGoing?: boolean;
  /** Called after each request that may have changed something; what it throws ends the visit. */
  readonly afterChange?: (request: Request) => void;
}

/** Holds a live machine to the spec: every request of a scope in one state after another. */
export class CrossCheck {
  readonly #machine: Machine;
  readonly #scope: Scope;
  readonly #universe: RequestUniverse;
  readonly #spec: Decider;
  readonly #initial: State;
  readonly #detachLooksAtReplace: boolean;
  #state: State;
  #history: Request[] = [];

  constructor(semantics: Profile, machine: Machine, scope: Scope) {
    this.#machine = machine;
    this.#scope = scope;
    this.#universe = new RequestUniverse(scope, semantics.uapi);
    this.#spec = new Decider(semantics);
    this.#initial = initialState(universeOf(scope), semantics.keeping);
    this.#state = this.#initial;
    this.#detachLooksAtReplace = semantics.tables.some((table) => table.op === 'prog_detach' && readsReplace(table));
  }

  /** Goes to the state at the end of a path, and through every request there. */
  visit(path: readonly Request[], options: VisitOptions = {}): Visited {
    const confirmed = new Map<string, number>();
    const groups = new Map<string, DeviationGroup>();
    let transitions = 0;
    let successes = 0;
    let leftOut = 0;
    const result = () => ({ transitions, successes, leftOut, confirmed, deviations: [...groups.values()] });
    const differs = this.#goTo(path);
    if (differs !== undefined) return { ...result(), deviations: [{ ...differs, cases: 1 }] };
    const home = this.#state;
    const cast = this.#universe.cast;
    const labels = labelling(cast, home);
    const key = keyOf(cast, home, labels);
    const variations = new Variations();
    for (const request of requestsIn(this.#universe, home, labels)) {
      const state = this.#state;
      const step = this.#spec.takeAmong(state, request);
      if (this.#isAsOne(request) || (this.#scope.kind !== 'cgroup' && variations.isOne(state, request, step))) {
        leftOut += 1;
        continue;
      }
      transitions += 1;
      const deviation = this.#compare(request, step, path);
      if (deviation !== undefined) {
        const known = groups.get(groupOf(deviation));
        groups.set(groupOf(deviation), { ...(known ?? deviation), cases: (known?.cases ?? 0) + 1 });
        if (options.keepGoing !== true) return result();
        // Where neither of them moved there is nothing to go back from.
        const moved = step.after !== state || !this.#looksAlike(deviation);
        if (moved && this.#goTo(path) !== undefined) return result();
        continue;
      }
      confirmed.set(step.rule.id, (confirmed.get(step.rule.id) ?? 0) + 1);
      if (step.after === state) continue;
      successes += 1;
      options.afterChange?.(request);
      const back = undo(state, changeOf(step.rule.then.effect, request, step.at, state.keeping));
      const isHome = back?.every((each) => this.#take(each, path) === undefined) === true;
      if (!isHome || keyOf(cast, this.#state, labels) !== key) this.#goTo(path);
    }
    return result();
  }

  /** Whether a detach differs from one without replace_bpf_fd in that alone, and has a relative or revision besides. */
  #isAsOne(request: Request): boolean {
    if (request.op !== 'prog_detach' || request.replace.is === 'none' || this.#detachLooksAtReplace) return false;
    return request.relative.is !== 'none' || request.revision !== 'none';
  }

  /** Whether a deviation is one of the answer alone, and every hook looks as the spec says. */
  #looksAlike({ expected, found }: Deviation): boolean {
    return this.#universe.cast.hooks.every((hook) => sameObservation(expected.hooks[hook]!, found.hooks[hook]!));
  }

  /** Resets both and takes them down a path; tells where the machine leaves it. */
  #goTo(path: readonly Request[]): Deviation | undefined {
    this.#state = this.#initial;
    this.#machine.reset(universeOf(this.#scope));
    this.#history = [];
    for (const [index, request] of path.entries()) {
      const deviation = this.#take(request, path.slice(0, index));
      if (deviation !== undefined) return deviation;
    }
    return undefined;
  }

  #take(request: Request, path: readonly Request[]): Deviation | undefined {
    return this.#compare(request, this.#spec.take(this.#state, request), path);
  }

  /** Makes a request of the machine, and holds it to what the spec predicts. */
  #compare(request: Request, { rule, after, view: predicted }: Taken, path: readonly Request[]): Deviation | undefined {
    this.#state = after;
    this.#history.push(request);
    const { outcome, view } = this.#machine.apply(request);
    const expected = rule.then.outcome;
    let agree = outcome === expected && sameObservation(view, predicted);
    const seen: Record<string, Observation> = {};
    for (const hook of this.#universe.cast.hooks) {
      const observed = this.#machine.observe(hook);
      seen[hook] = observed;
      agree &&= sameObservation(observed, observe(after, hook));
    }
    if (agree) return undefined;
    const hooks = Object.fromEntries(this.#universe.cast.hooks.map((hook) => [hook, observe(after, hook)]));
    return {
      rule: rule.id,
      expected: { outcome: expected, view: predicted, hooks },
      found: { outcome, view, hooks: seen },
      history: this.#history.slice(),
      path: [...path, request],
    };
  }
}

/** Whether any rule of a table can depend on the program to replace. */
function readsReplace({ facts, designation }: RuleTable): boolean {
  const places = designation?.places ?? [];
  return facts.some(({ reads }) => reads.includes('replace')) || places.some(({ reads }) => reads === 'replace');
}

/**
 * Requests that change something cost two grace periods each, so of those with the same rule and effect in one state that
 * differ only in an expected revision that is current, or in a program to replace that is not looked at, one of each
 * kind is made. Refusals are cheap: all of them are made.
 */
class Variations {
  readonly #made = new Set<string>();

  /** Whether a request is a variation on one that was made. */
  isOne(state: State, request: Request, { rule, at, after }: Taken): boolean {
    const kind = `${hasCurrentRevision(request)} ${hasUnusedTarget(request)}`;
    if (kind === 'false false' || after === state) return false;
    const key = `${kind} ${rule.id} ${JSON.stringify(changeOf(rule.then.effect, request, at, after.keeping))}`;
    if (this.#made.has(key)) return true;
    this.#made.add(key);
    return false;
  }
}

const hasCurrentRevision = (request: Request) => 'revision' in request && request.revision === 'current';

const hasUnusedTarget = (request: Request) =>
  'replace' in request &&
  request.replace.is !== 'none' &&
  (request.op === 'prog_detach' || !request.flags.includes('REPLACE'));
