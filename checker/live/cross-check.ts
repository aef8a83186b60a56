import { Decider, type Taken } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Exploration, Observation, Request, Scope, State } from '../../spec/semantics.ts';
import { changeOf } from '../../spec/step.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import { isUndefined, type Outcome } from '../../spec/vocabulary/outcome.ts';
import { Told } from '../decide/told.ts';
import { requestsIn } from '../requests/enumerate.ts';
import { WatchedHook } from './watched-hook.ts';

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

/** What tells two groups of deviations apart: the rule, and what came of the request on either side. */
export interface Group {
  readonly rule: string;
  readonly expected: { readonly outcome: Outcome };
  readonly found: { readonly outcome: Outcome };
}

/** The name of a group of deviations. */
export function groupOf({ rule, expected, found }: Group): string {
  return `${rule} ${expected.outcome} ${found.outcome}`;
}

/** The order of groups of deviations, whatever was met first: that of the rules, then by what came of the requests. */
export function inRuleOrder(rules: readonly string[]) {
  return (a: Group, b: Group) =>
    rules.indexOf(a.rule) - rules.indexOf(b.rule) || (groupOf(a) < groupOf(b) ? -1 : groupOf(a) > groupOf(b) ? 1 : 0);
}

/** What going through one state came to. */
export interface Visited {
  readonly transitions: number;
  /** Transitions that the spec lets through: each changes the state, and is taken back. */
  readonly successes: number;
  /** Requests that were not made because they would do what one that was made did (see Variations). */
  readonly leftOut: number;
  /** Requests that were not made because nothing is expected of them: undefined behaviour. */
  readonly undefinedBehaviour: number;
  readonly confirmed: ReadonlyMap<string, number>;
  /** The names of what the semantics changed that was told from its base by now (see Told). */
  readonly apart: ReadonlySet<string>;
  readonly deviations: readonly DeviationGroup[];
}

/** How a visit goes on after a deviation, and what it tells on the way. */
export interface VisitOptions {
  /** Whether to go on after the first deviation. */
  readonly keepGoing?: boolean;
  /** Called after each request that may have changed something; what it throws ends the visit. */
  readonly afterChange?: (request: Request) => void;
}

/** What going through a state has come to so far. */
class Visit {
  transitions = 0;
  successes = 0;
  leftOut = 0;
  undefinedBehaviour = 0;
  readonly #confirmed = new Map<string, number>();
  readonly #groups = new Map<string, DeviationGroup>();

  confirm(rule: string): void {
    this.#confirmed.set(rule, (this.#confirmed.get(rule) ?? 0) + 1);
  }

  note(deviation: Deviation): void {
    const group = groupOf(deviation);
    const known = this.#groups.get(group);
    this.#groups.set(group, { ...(known ?? deviation), cases: (known?.cases ?? 0) + 1 });
  }

  result(apart: ReadonlySet<string>): Visited {
    const { transitions, successes, leftOut, undefinedBehaviour } = this;
    const deviations = [...this.#groups.values()];
    return { transitions, successes, leftOut, undefinedBehaviour, confirmed: this.#confirmed, apart, deviations };
  }
}

/** Holds a live machine to the spec: every request of a scope in one state after another. */
export class CrossCheck {
  readonly #machine: Machine;
  readonly #semantics: Profile;
  readonly #scope: Scope;
  readonly #exploration: Exploration;
  readonly #hooks: readonly WatchedHook[];
  readonly #spec: Decider;
  readonly #told: Told;
  readonly #initial: State;
  #state: State;
  #history: Request[] = [];

  constructor(semantics: Profile, machine: Machine, scope: Scope) {
    const { family, keeping } = semantics;
    this.#semantics = semantics;
    this.#machine = machine;
    this.#scope = scope;
    this.#exploration = family.explore(scope, semantics);
    this.#hooks = family.hooks(this.#exploration.universe).map((hook) => new WatchedHook(family, hook));
    this.#spec = new Decider(semantics);
    this.#told = new Told(semantics);
    this.#initial = family.initial(this.#exploration.universe, keeping);
    this.#state = this.#initial;
  }

  /** Goes to the state at the end of a path, and through every request there. */
  visit(path: readonly Request[], options: VisitOptions = {}): Visited {
    const visit = new Visit();
    const differs = this.#goTo(path);
    if (differs === undefined) this.#askAll(path, visit, options);
    else visit.note(differs);
    return visit.result(this.#told.apart);
  }

  /** Goes through every request in a state, up to a deviation that ends the visit. */
  #askAll(path: readonly Request[], visit: Visit, { keepGoing, afterChange }: VisitOptions): void {
    const { family, keeping, tables } = this.#semantics;
    const exploration = this.#exploration;
    const labels = exploration.labels(this.#state);
    const key = exploration.key(this.#state, labels);
    const repeats = family.live?.repeats(this.#scope, tables);
    for (const request of requestsIn(exploration.requests, this.#state, labels)) {
      const state = this.#state;
      const step = this.#spec.takeAmong(state, request);
      if (isUndefined(step.rule.then.outcome)) {
        visit.undefinedBehaviour += 1;
        continue;
      }
      const isChanged = step.after !== state;
      const change = isChanged ? changeOf(family, step.rule.then, request, step.at, keeping) : undefined;
      if (repeats?.has(request, step.rule.id, change) === true) {
        visit.leftOut += 1;
        continue;
      }
      visit.transitions += 1;
      const deviation = this.#compare(request, step, path);
      if (deviation !== undefined) {
        visit.note(deviation);
        if (keepGoing !== true) return;
        // Where neither of them moved there is nothing to go back from.
        const moved = isChanged || !this.#looksAlike(deviation);
        if (moved && this.#goTo(path) !== undefined) return;
        continue;
      }
      visit.confirm(step.rule.id);
      this.#told.note(exploration, state, request, step);
      if (!isChanged) continue;
      visit.successes += 1;
      afterChange?.(request);
      const back = change === undefined ? undefined : family.live?.undo(state, change);
      const lost = this.#goBack(back, path, () => exploration.key(this.#state, labels) === key);
      if (lost === undefined) continue;
      visit.note(lost);
      return;
    }
  }

  /** Goes back by requests that take a change back, or else by the way to the state; tells where the machine leaves that. */
  #goBack(
    requests: readonly Request[] | undefined,
    path: readonly Request[],
    isBack: () => boolean,
  ): Deviation | undefined {
    const isTaken = requests?.every((each) => this.#take(each, path) === undefined) === true;
    return isTaken && isBack() ? undefined : this.#goTo(path);
  }

  /** Whether a deviation is one of the answer alone, and every hook looks as the spec says. */
  #looksAlike({ expected, found }: Deviation): boolean {
    return this.#hooks.every(({ name }) => this.#semantics.family.same(expected.hooks[name]!, found.hooks[name]!));
  }

  /** Resets both and takes them down a path; tells where the machine leaves it. */
  #goTo(path: readonly Request[]): Deviation | undefined {
    this.#state = this.#initial;
    this.#machine.reset(this.#exploration.universe);
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
    let agree = outcome === expected && this.#semantics.family.same(view, predicted);
    for (const hook of this.#hooks) if (!hook.isAsIn(after, this.#machine)) agree = false;
    if (agree) return undefined;
    const hooks = Object.fromEntries(this.#hooks.map((hook) => [hook.name, hook.expectedIn(after)]));
    const seen = Object.fromEntries(this.#hooks.map(({ name, found }) => [name, found]));
    return {
      rule: rule.id,
      expected: { outcome: expected, view: predicted, hooks },
      found: { outcome, view, hooks: seen },
      history: this.#history.slice(),
      path: [...path, request],
    };
  }
}
