import type { Profile } from '../../spec/profile.ts';
import type { Property, Shown } from '../../spec/properties/property.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { SpecTrialState, type TrialScope } from '../decide/trial-state.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import { groundOf, type Node, type Noted, type Violation, violationOf } from './property-ground.ts';

/** The states of a scope; in each, properties of every kind but those of paths are looked at. */
export class States implements SearchSpace<Node, Request, never> {
  readonly #judged: readonly { readonly property: Property; readonly noted: Noted }[];
  readonly #scope: Scope;
  readonly #ground: TrialScope;
  /** Requests that were tried, without those that properties make up. */
  requests = 0;

  constructor(semantics: Profile, scope: Scope, properties: readonly Property[]) {
    this.#judged = properties.map((property) => ({ property, noted: { id: property.id, tested: 0, broken: 0 } }));
    this.#scope = scope;
    this.#ground = groundOf(semantics, scope);
  }

  /** What was found out about the properties, in their order. */
  get noted(): readonly Noted[] {
    return this.#judged.map(({ noted }) => noted);
  }

  /** The steps that fill the list beforehand. */
  get setup(): number {
    return this.#ground.exploration.setup;
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
    this.requests += trial.tried.length;
    for (const { property, noted } of this.#judged) this.#look(property, noted, trial);
    for (const { request, state: after } of trial.tried) {
      if (after === state || !this.#ground.exploration.follows(after)) continue;
      emit(this.#key(after), () => ({ node: { state: after, path: [...path, request] }, label: request }));
    }
    return undefined;
  }

  #look(property: Property, noted: Noted, trial: SpecTrialState): void {
    const judge = (holds: boolean, shown: () => Shown) => this.#judge(noted, trial, holds, shown);
    switch (property.kind) {
      case 'always':
        if (trial.path.length === 0 && property.sometimes(trial.world)) noted.tested += 1;
        for (const { request, state, after } of trial.tried)
          if (state !== trial.state && (property.sometimes(after) || !property.holds(after)))
            judge(property.holds(after), () => ({ steps: [request] }));
        break;
      case 'step':
        for (const tried of trial.tried)
          if (property.sometimes(tried)) judge(property.holds(tried), () => ({ steps: [tried.request] }));
        break;
      case 'sometimes':
        noted.tested += trial.tried.filter((tried) => property.seen(tried)).length;
        break;
      case 'trial':
        property.cases(trial, judge);
        break;
      case 'history':
        break;
    }
  }

  #judge(noted: Noted, trial: SpecTrialState, holds: boolean, shown: () => Shown): void {
    noted.tested += 1;
    if (holds) return;
    noted.broken += 1;
    const { steps, beside } = shown();
    const path = [...trial.path, ...steps];
    const known = noted.violation;
    if (known !== undefined && lengthOf(known) <= lengthOf({ path, ...(beside ? { beside } : {}) })) return;
    noted.violation = violationOf(this.#ground, this.#scope, path, beside);
  }
}

/** Adds what was found in a later scope, in which so many steps fill the list beforehand. */
export function addTo(known: Noted, { tested, broken, violation }: Noted, setup: number): void {
  known.tested += tested;
  known.broken += broken;
  if (violation === undefined) return;
  // A trace that needs a list filled beforehand is no shorter for it.
  if (known.violation !== undefined && (setup > 0 || lengthOf(known.violation) <= lengthOf(violation))) return;
  known.violation = violation;
}

/** How many requests a violation takes. */
export const lengthOf = ({ path, beside = [] }: Pick<Violation, 'path' | 'beside'>) => path.length + beside.length;
