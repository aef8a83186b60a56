import { Decider } from '../../spec/decide/decider.ts';
import type { Profile } from '../../spec/profile.ts';
import type { History, Property, Shown, StepFacts } from '../../spec/properties/property.ts';
import type { BoundedScope, PropertyScopes, Request, Scope, State, Universe } from '../../spec/semantics.ts';
import { SpecTrialState, type TrialScope, type TriedStep, worldOf } from '../decide/trial-state.ts';
import { isUnfinished } from '../search/discovery.ts';
import { type Emit, explore, type SearchSpace } from '../search/explore.ts';
import { asPart } from '../search/run.ts';

/** A shortest way to show that a property does not hold. */
export interface Violation {
  readonly scope: string;
  readonly universe: Universe;
  readonly path: readonly Request[];
  /** A second run that the first is to be compared with, where that is what the property is about. */
  readonly beside?: readonly Request[];
  /** The rule that decided the last request. */
  readonly rule: string;
}

/** What a search found out about one property. */
export interface Finding {
  readonly property: Property;
  /** How often it was put to the test, and in how many of these cases it does not hold. */
  tested: number;
  broken: number;
  violation?: Violation;
  /** For a property of paths: how many steps they were followed. */
  steps?: number;
}

/** What a search came to. */
export interface PropertyResults {
  readonly findings: readonly Finding[];
  readonly states: number;
  /** Requests that were tried in these states, without those that properties make up. */
  readonly requests: number;
  readonly complete: boolean;
}

/** Where a search stands. */
export interface SearchProgress {
  readonly scope: string;
  readonly states: number;
  readonly requests: number;
}

interface Node {
  readonly state: State;
  readonly path: readonly Request[];
}

/** What is known of every property of a semantics so far. */
class Ledger {
  readonly semantics: Profile;
  readonly findings: readonly Finding[];
  requests = 0;

  constructor(semantics: Profile) {
    this.semantics = semantics;
    this.findings = semantics.properties.map((property) => ({ property, tested: 0, broken: 0 }));
  }
}

/** The states of a scope; in each, properties of every kind but those of paths are looked at. */
class States implements SearchSpace<Node, Request, never> {
  readonly #ledger: Ledger;
  readonly #scope: Scope;
  readonly #ground: TrialScope;

  constructor(ledger: Ledger, scope: Scope) {
    this.#ledger = ledger;
    this.#scope = scope;
    this.#ground = groundOf(ledger.semantics, scope);
  }

  initial() {
    const state = this.#ground.initial;
    return { node: { state, path: [] }, key: this.#key(state) };
  }

  #key(state: State): string {
    const { exploration } = this.#ground;
    return exploration.key(state, exploration.labels(state));
  }

  expand({ state, path }: Node, emit: Emit<Node, Request>): undefined {
    const trial = new SpecTrialState(this.#ground, state, path, this.#ground.exploration.labels(state));
    this.#ledger.requests += trial.tried.length;
    for (const finding of this.#ledger.findings) this.#look(finding, trial);
    for (const { request, state: after } of trial.tried) {
      if (after === state || !this.#ground.exploration.follows(after)) continue;
      emit(this.#key(after), () => ({ node: { state: after, path: [...path, request] }, label: request }));
    }
    return undefined;
  }

  #look(finding: Finding, trial: SpecTrialState): void {
    const { property } = finding;
    const judge = (holds: boolean, shown: () => Shown) => this.#judge(finding, trial, holds, shown);
    switch (property.kind) {
      case 'always':
        if (trial.path.length === 0 && property.sometimes(trial.world)) finding.tested += 1;
        for (const { request, state, after } of trial.tried)
          if (state !== trial.state && (property.sometimes(after) || !property.holds(after)))
            judge(property.holds(after), () => ({ steps: [request] }));
        break;
      case 'step':
        for (const tried of trial.tried)
          if (property.sometimes(tried)) judge(property.holds(tried), () => ({ steps: [tried.request] }));
        break;
      case 'sometimes':
        finding.tested += trial.tried.filter((tried) => property.seen(tried)).length;
        break;
      case 'trial':
        property.cases(trial, judge);
        break;
      case 'history':
        break;
    }
  }

  #judge(finding: Finding, trial: SpecTrialState, holds: boolean, shown: () => Shown): void {
    finding.tested += 1;
    if (holds) return;
    finding.broken += 1;
    const { steps, beside } = shown();
    const path = [...trial.path, ...steps];
    const known = finding.violation;
    if (known !== undefined) {
      // A trace that needs a list filled beforehand is no shorter for it.
      if (known.scope !== this.#scope.name && this.#ground.exploration.setup > 0) return;
      if (lengthOf(known) <= lengthOf({ path, ...(beside ? { beside } : {}) })) return;
    }
    finding.violation = violationOf(this.#ground, this.#scope, path, beside);
  }
}

const lengthOf = ({ path, beside = [] }: Pick<Violation, 'path' | 'beside'>) => path.length + beside.length;

function groundOf(semantics: Profile, scope: Scope): TrialScope {
  const exploration = semantics.family.explore(scope, semantics);
  return {
    semantics,
    decider: new Decider(semantics),
    exploration,
    initial: semantics.family.initial(exploration.universe, semantics.keeping),
  };
}

function violationOf(
  { decider, initial, exploration: { universe } }: TrialScope,
  scope: Scope,
  path: readonly Request[],
  beside?: readonly Request[],
): Violation {
  let state = initial;
  let rule = '';
  for (const request of path) {
    const stepped = decider.take(state, request);
    state = stepped.after;
    rule = stepped.rule.id;
  }
  return { scope: scope.name, universe, path, rule, ...(beside === undefined ? {} : { beside }) };
}

interface Remembering extends Node {
  readonly memory: unknown;
}

/** Paths through a scope, with what one property remembers of them. */
class Paths implements SearchSpace<Remembering, Request, Violation> {
  readonly #finding: Finding;
  readonly #property: History;
  readonly #scope: Scope;
  readonly #ground: TrialScope;

  /** What can be done in each state, by what the state is. */
  readonly #memo: Map<string, readonly TriedStep[]>;

  constructor(
    finding: Finding,
    property: History,
    semantics: Profile,
    scope: Scope,
    memo: Map<string, readonly TriedStep[]>,
  ) {
    this.#memo = memo;
    this.#finding = finding;
    this.#property = property;
    this.#scope = scope;
    this.#ground = groundOf(semantics, scope);
  }

  initial() {
    const state = this.#ground.initial;
    const memory = this.#property.begin(worldOf(this.#ground.semantics.family, state));
    return { node: { state, path: [], memory }, key: this.#key(state, memory) };
  }

  expand({ state, path, memory }: Remembering, emit: Emit<Remembering, Request>) {
    /** What is remembered where a step led before. */
    const led = new Map<State, unknown>();
    for (const tried of this.#tried(state, path)) {
      const broken = this.#look(memory, tried);
      const next = [...path, tried.request];
      if (broken) return { failure: violationOf(this.#ground, this.#scope, next), label: tried.request };
      if (tried.state === state) continue;
      const remembered = this.#property.remember(memory, tried);
      if (led.has(tried.state) && led.get(tried.state) === remembered) continue;
      led.set(tried.state, remembered);
      emit(this.#key(tried.state, remembered), () => ({
        node: { state: tried.state, path: next, memory: remembered },
        label: tried.request,
      }));
    }
    return undefined;
  }

  #tried(state: State, path: readonly Request[]): readonly TriedStep[] {
    const at = this.#text(state);
    let tried = this.#memo.get(at);
    if (tried === undefined) {
      tried = new SpecTrialState(this.#ground, state, path, this.#ground.exploration.labels(state)).tried;
      this.#memo.set(at, tried);
    }
    return tried;
  }

  /** Everything that decides what is to come from a state. */
  #text(state: State): string {
    let text = TEXTS.get(state);
    if (text === undefined) {
      text = this.#ground.exploration.text(state);
      TEXTS.set(state, text);
    }
    return text;
  }

  /** Everything that decides what is to come on a path. */
  #key(state: State, memory: unknown): string {
    return `${this.#text(state)} ${JSON.stringify(memory)}`;
  }

  #look(memory: unknown, facts: StepFacts): boolean {
    if (!this.#property.sometimes(memory, facts)) return false;
    this.#finding.tested += 1;
    return !this.#property.holds(memory, facts);
  }
}

const TEXTS = new WeakMap<State, string>();

/** Looks for violations of every property of a semantics. A caller that answers `true` ends the search. */
export function* searchProperties(
  semantics: Profile,
  { states, paths }: PropertyScopes,
): Generator<SearchProgress, PropertyResults, boolean | undefined> {
  const ledger = new Ledger(semantics);
  let found = 0;
  const result = (complete: boolean): PropertyResults => ({
    findings: ledger.findings,
    states: found,
    requests: ledger.requests,
    complete,
  });
  function* searching<Node, Failure>(space: SearchSpace<Node, Request, Failure>, { scope, limits }: BoundedScope) {
    const { ending, states: more } = yield* asPart(explore(space, limits), (at) => ({
      scope: scope.name,
      states: found + at.states,
      requests: ledger.requests,
    }));
    found += more;
    return isUnfinished(ending) ? undefined : ending;
  }
  for (const ground of states)
    if ((yield* searching(new States(ledger, ground.scope), ground)) === undefined) return result(false);
  const memo = new Map<string, readonly TriedStep[]>();
  for (const finding of ledger.findings) {
    if (finding.property.kind !== 'history') continue;
    const space = new Paths(finding, finding.property, semantics, paths.scope, memo);
    const ending = yield* searching(space, paths);
    if (ending === undefined) return result(false);
    finding.steps = paths.limits.depth!;
    if (ending.is !== 'failed') continue;
    finding.broken += 1;
    finding.violation = ending.failure;
  }
  return result(true);
}
