import type { Profile } from '../../spec/profile.ts';
import type { Law, Property, Shown, Sighting, StepFacts } from '../../spec/properties/property.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { SpecTrialState, type TrialScope, type TriedStep } from '../decide/trial-state.ts';
import type { Emit } from '../search/explore.ts';
import type { DividedSpace } from '../search/portion.ts';
import { type Alike, withSameEffect, withSameState } from './alike.ts';
import { News } from './news.ts';
import { groundOf, joined, lengthOf, type Node, type Noted, orderOf, violationOf } from './property-ground.ts';

/** What was found out in some states of a scope. Plain data: it goes from one thread to another. */
export interface StatesCounts {
  readonly noted: readonly Noted[];
  /** Requests that were tried, without those that properties make up. */
  readonly requests: number;
}

/** A state, with its number in the order in which they are found. */
export interface NumberedNode extends Node {
  readonly number: number;
}

/** What was tried in one state, and what of that differs in its effect, and in the state that follows where that is another. */
interface Tries {
  readonly trial: SpecTrialState;
  readonly effects: readonly Alike[];
  readonly changes: readonly Alike[];
}

/** A case of a property in the state of a number, and how many there are of it. */
interface Case {
  readonly noted: Noted;
  readonly node: NumberedNode;
  readonly times: number;
  /** The steps of all of them, where they are several. */
  readonly alike?: () => readonly TriedStep[];
}

/** Whether a property is about each request by itself. */
const isOfRequests = (property: Property): property is Law | Sighting =>
  property.kind === 'sometimes' || (property.kind === 'step' && property.of === 'request');

/** The states of a scope; in each, properties of every kind but those of paths are looked at. */
export class States implements DividedSpace<NumberedNode, Request, never, StatesCounts> {
  readonly #judged: readonly { readonly property: Property; readonly noted: Noted }[];
  /** Those among them that are about each request by itself. */
  readonly #ofRequests: readonly { readonly property: Law | Sighting; readonly noted: Noted }[];
  readonly #scope: Scope;
  readonly #ground: TrialScope;
  readonly #news: News;
  #states = 0;
  /** Requests that were tried, without those that properties make up. */
  requests = 0;

  constructor(semantics: Profile, scope: Scope, properties: readonly Property[]) {
    this.#judged = properties.map((property) => ({ property, noted: { id: property.id, tested: 0, broken: 0 } }));
    this.#ofRequests = this.#judged.flatMap(({ property, noted }) =>
      isOfRequests(property) ? [{ property, noted }] : [],
    );
    this.#scope = scope;
    this.#ground = groundOf(semantics, scope);
    this.#news = new News(this.#ground);
  }

  counts(): StatesCounts {
    return { noted: this.#judged.map(({ noted }) => ({ ...noted })), requests: this.requests };
  }

  /** The steps that fill the list beforehand. */
  get setup(): number {
    return this.#ground.exploration.setup;
  }

  initial() {
    const state = this.#ground.initial;
    return { node: { state, path: [], number: this.#states++ }, key: this.#key(state) };
  }

  at(path: readonly Request[], number: number): NumberedNode {
    const { decider, initial } = this.#ground;
    const state = path.reduce((before, request) => decider.take(before, request).after, initial);
    return { state, path, number };
  }

  #key(state: State): string {
    const { exploration } = this.#ground;
    return exploration.key(state, exploration.labels(state));
  }

  expand(node: NumberedNode, emit: Emit<NumberedNode, Request>): undefined {
    const { exploration } = this.#ground;
    const { state, path } = node;
    const trial = new SpecTrialState(this.#ground, state, path, exploration.labels(state), (step, facts) => {
      for (const { property, noted } of this.#ofRequests)
        this.#lookAtRequest(property, { noted, node, times: 1 }, step, facts);
    });
    const effects = withSameEffect(trial.tried);
    const changes = withSameState(effects.filter(({ first }) => first.state !== state));
    this.requests += trial.tried.length;
    for (const { property, noted } of this.#judged) this.#look(property, noted, { trial, effects, changes }, node);
    for (const { first } of changes) {
      const { request, state: after } = first;
      if (!exploration.follows(after)) continue;
      emit(this.#key(after), () => ({
        node: { state: after, path: [...path, request], number: this.#states++ },
        label: request,
      }));
    }
    return undefined;
  }

  /** One request, and what came of it; the fields that are looked at are noted. */
  #lookAtRequest(property: Law | Sighting, of: Case, { request }: TriedStep, facts: StepFacts): void {
    if (property.kind === 'sometimes') of.noted.tested += property.seen(facts) ? 1 : 0;
    else if (property.sometimes(facts)) this.#judge(of, property.holds(facts), () => ({ steps: [request] }));
  }

  #look(property: Property, noted: Noted, { trial, effects, changes }: Tries, node: NumberedNode): void {
    const judge = (holds: boolean, shown: () => Shown) => this.#judge({ noted, node, times: 1 }, holds, shown);
    /** All steps that are like one: with the state that follows, and for a law with the rule. */
    const step = ({ first, times }: Alike, holds: boolean) => {
      const alike = () =>
        trial.tried.filter(
          ({ state, rule }) => state === first.state && (property.kind === 'always' || rule === first.rule),
        );
      this.#judge({ noted, node, times, alike }, holds, () => ({ steps: [first.request] }));
    };
    switch (property.kind) {
      case 'always':
        if (trial.path.length === 0 && property.sometimes(trial.world)) noted.tested += 1;
        for (const change of changes) {
          const holds = property.holds(change.first.after);
          if (!holds || property.sometimes(change.first.after)) step(change, holds);
        }
        break;
      case 'step':
        if (property.of === 'request') break;
        for (const effect of effects) if (property.sometimes(effect.first)) step(effect, property.holds(effect.first));
        break;
      case 'trial':
        property.cases(trial, judge);
        break;
      case 'sometimes':
      case 'history':
        break;
    }
  }

  /** The rule that decides the last of some steps from a state; nothing where there are none. */
  #ruleOf({ state }: Node, steps: readonly Request[]): string | undefined {
    const { decider } = this.#ground;
    let at = state;
    let rule: string | undefined;
    for (const request of steps) {
      const taken = decider.takeAmong(at, request);
      at = taken.after;
      rule = taken.rule.id;
    }
    return rule;
  }

  #judge(of: Case, holds: boolean, shown: () => Shown): void {
    const { noted, node, times, alike } = of;
    noted.tested += times;
    if (holds) return;
    noted.broken += times;
    const { path: behind, number } = node;
    const showing = shown();
    const { steps, beside } = showing;
    const by = this.#news.heldBy(noted.id);
    if (by !== undefined)
      for (const each of alike?.().map(({ request }): Shown => ({ steps: [request] })) ?? [showing])
        this.#noteParting(of, each, by);
    const path = [...behind, ...steps];
    const known = noted.violation;
    const isShorter = known === undefined || lengthOf({ path, ...(beside ? { beside } : {}) }) < lengthOf(known);
    if (!isShorter && (known.isNew || !this.#news.mayBeBy(noted.id, () => this.#ruleOf(node, steps)))) return;
    const found = this.#news.marked(noted.id, violationOf(this.#ground, this.#scope, path, beside));
    if (known !== undefined && orderOf(found, known) >= 0) return;
    noted.violation = found;
    noted.at = number;
  }

  /** Counts a case of what is on record of another profile, where that decides a request which shows it otherwise. */
  #noteParting(
    { noted, node: { state, path: behind, number } }: Case,
    { steps, beside = [] }: Shown,
    by: Profile,
  ): void {
    const inSteps = this.#news.partingIn(by, state, steps);
    const parting = inSteps ?? this.#partingBeside(by, steps.length, beside);
    if (parting === undefined) return;
    const known = noted.otherwise;
    const path = [...behind, ...steps];
    const cases = (known?.cases ?? 0) + 1;
    if (known !== undefined && lengthOf({ path, beside }) >= lengthOf(known.first.violation)) {
      noted.otherwise = { ...known, cases };
      return;
    }
    const { index, instead } = parting;
    const first = {
      violation: violationOf(this.#ground, this.#scope, path, beside.length === 0 ? undefined : beside),
      by: by.name,
      ...(inSteps === undefined
        ? ({ run: 'beside', step: index + 1 } as const)
        : ({ run: 'steps', step: behind.length + index + 1 } as const)),
      instead,
      at: number,
    };
    noted.otherwise = { cases, first };
  }

  /** The same in a second run. That is from the beginning; as in the first, what is made last is what it is about. */
  #partingBeside(by: Profile, last: number, beside: readonly Request[]) {
    const led = Math.max(beside.length - last, 0);
    const { decider, initial } = this.#ground;
    const state = beside.slice(0, led).reduce((before, request) => decider.take(before, request).after, initial);
    const parting = this.#news.partingIn(by, state, beside.slice(led));
    return parting && { ...parting, index: led + parting.index };
  }
}

/** What was found out in different states of one scope, as if one had gone through them in their order. */
export function notedInScope(all: readonly StatesCounts[]): StatesCounts {
  const [first, ...others] = all.map(({ noted }) => noted.map((each) => ({ ...each })));
  for (const noted of others)
    for (const [index, { tested, broken, violation, at, otherwise }] of noted.entries()) {
      const known = first![index]!;
      known.tested += tested;
      known.broken += broken;
      if (otherwise !== undefined) known.otherwise = joined(known.otherwise, otherwise);
      if (violation === undefined) continue;
      const order = known.violation === undefined ? -1 : orderOf(violation, known.violation);
      if (order < 0 || (order === 0 && at! < known.at!)) Object.assign(known, { violation, at });
    }
  return { noted: first!, requests: all.reduce((sum, { requests }) => sum + requests, 0) };
}

/** Adds what was found in a later scope, in which so many steps fill the list beforehand. */
export function addTo(known: Noted, { tested, broken, violation, otherwise }: Noted, setup: number): void {
  known.tested += tested;
  known.broken += broken;
  if (otherwise !== undefined) {
    const { cases, first } = otherwise;
    const before = known.otherwise;
    const isShorter =
      before === undefined || (setup === 0 && lengthOf(first.violation) < lengthOf(before.first.violation));
    known.otherwise = { cases: (before?.cases ?? 0) + cases, first: isShorter ? first : before.first };
  }
  if (violation === undefined) return;
  if (known.violation !== undefined) {
    const isNewer = violation.isNew === true && known.violation.isNew !== true;
    // A trace that needs a list filled beforehand is no shorter for it.
    if ((setup > 0 && !isNewer) || orderOf(violation, known.violation) >= 0) return;
  }
  known.violation = violation;
}
