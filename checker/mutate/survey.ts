import { Decisions } from '../../spec/decide/decisions.ts';
import type { Family } from '../../spec/family.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { acts, type Rule } from '../../spec/rule.ts';
import type { Exploration, Request, Scope, State } from '../../spec/semantics.ts';
import type { Code, Situation } from '../../spec/situation.ts';
import { afterRule } from '../../spec/step.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import { readingsOf, takenFields } from './readings.ts';

/** A state that was met, and the way to it. */
export interface Place {
  readonly scope: Scope;
  readonly state: State;
  readonly path: readonly Request[];
}

/** A request that met a situation somewhere. */
export interface Instance {
  readonly place: Place;
  readonly request: Request;
  readonly at: number;
  readonly situation: Situation;
}

/** A situation that was met: the rule that decides it, and the first few states in which it was met. */
export interface Met {
  readonly code: Code;
  readonly situation: Situation;
  readonly rule: Rule;
  readonly instances: Instance[];
}

/** So many instances are kept of each situation, and so many of each rule that refuses. */
const FEW = 6;
const MANY = 5_000;

/** All situations that a semantics meets in some scopes, by operation: each state visited, each way to read a request tried. */
export class Survey {
  readonly semantics: Profile;
  readonly met: ReadonlyMap<string, Map<Code, Met>>;
  /** By rule, every distinct change that it makes and every distinct query that it answers. */
  readonly acts = new Map<Rule, Instance[]>();
  /** By rule that does nothing, every distinct request that it decides; rules that decide too many have none here. */
  readonly idle = new Map<Rule, Instance[]>();
  readonly #busy = new Set<Rule>();
  readonly #decisions: ReadonlyMap<string, Decisions>;
  /** The scopes that were searched, each with its first state. */
  readonly beginnings: { readonly scope: Scope; readonly first: State }[] = [];
  readonly places: Place[] = [];
  requests = 0;

  constructor(semantics: Profile) {
    this.semantics = semantics;
    const ops = Object.keys(semantics.uapi.fields);
    this.met = new Map(ops.map((op) => [op, new Map()]));
    this.#decisions = new Map(ops.map((op) => [op, new Decisions(semantics.family, tableFor(semantics, op))]));
  }

  /** A scope as a space to search. */
  space(scope: Scope): SearchSpace<Place, Request, never> {
    const { family, keeping } = this.semantics;
    const exploration = family.explore(scope, this.semantics);
    const key = (state: State) => exploration.key(state, exploration.labels(state));
    return {
      initial: () => {
        const state = family.initial(exploration.universe, keeping);
        this.beginnings.push({ scope, first: state });
        return { node: { scope, state, path: [] }, key: key(state) };
      },
      expand: (place, emit) => {
        this.#expand(exploration, place, key, emit);
        return undefined;
      },
    };
  }

  #expand(
    exploration: Exploration,
    place: Place,
    key: (state: State) => string,
    emit: Emit<Place, Request>,
  ): undefined {
    const { requests } = exploration;
    const { scope, state, path } = place;
    const labels = exploration.labels(state);
    this.places.push(place);
    for (const op of requests.ops)
      for (const hook of requests.hooks(op)) {
        if (exploration.leavesOut(state, op, hook)) continue;
        const decisions = this.#decisions.get(op)!;
        const told = new Map<Rule, Set<string>>();
        readingsOf(this.semantics.family, requests, decisions.table, state, hook, labels, (code, at, requestOf) => {
          this.requests += 1;
          const met = this.#meet(op, code, decisions);
          const { rule } = met;
          const request = this.#noted(met, place, at, told, requestOf);
          if (request === undefined || !acts(rule.then)) return;
          const after = afterRule(this.semantics, decisions.table, rule, state, request, at);
          if (!exploration.follows(after)) return;
          emit(key(after), () => ({ node: { scope, state: after, path: [...path, request] }, label: request }));
        });
      }
  }

  /** Keeps a request as an instance of what it meets; returns it where its rule does, or shows, something for the first time here. */
  #noted(
    { code, rule, instances, situation }: Met,
    place: Place,
    at: number,
    told: Map<Rule, Set<string>>,
    requestOf: () => Request,
  ): Request | undefined {
    const isNew = instances.length < FEW && instances.at(-1)?.place !== place;
    const tells = acts(rule.then) || rule.then.show !== 'nothing';
    if (!isNew && !tells && this.#busy.has(rule)) return undefined;
    const request = requestOf();
    const instance = { place, request, at, situation };
    if (isNew) instances.push(instance);
    const act = actText(this.semantics.family, request, at);
    if (!tells) {
      if (isFirst(told, rule, `${code} ${act}`)) this.#rest(rule, instance);
      return undefined;
    }
    if (!isFirst(told, rule, act)) return undefined;
    this.acts.get(rule)!.push(instance);
    return request;
  }

  /** Keeps a request that does nothing, unless its rule has too many of them. */
  #rest(rule: Rule, instance: Instance): void {
    if (this.#busy.has(rule)) return;
    const all = this.idle.get(rule) ?? [];
    all.push(instance);
    this.idle.set(rule, all);
    if (all.length <= MANY) return;
    this.#busy.add(rule);
    this.idle.delete(rule);
  }

  #meet(op: string, code: Code, decisions: Decisions): Met {
    const all = this.met.get(op)!;
    let met = all.get(code);
    if (met === undefined) {
      const { rule, situation } = decisions.of(code);
      met = { code, situation, rule, instances: [] };
      all.set(code, met);
      if (!this.acts.has(rule)) this.acts.set(rule, []);
    }
    return met;
  }
}

/** Whether a rule does something for the first time. */
function isFirst(told: Map<Rule, Set<string>>, rule: Rule, text: string): boolean {
  const known = told.get(rule);
  if (known === undefined) told.set(rule, new Set([text]));
  else if (known.has(text)) return false;
  else known.add(text);
  return true;
}

/** What of a request effects and queries take something from. */
function actText(family: Family, request: Request, at: number): string {
  if (family.queries.has(request.op)) return JSON.stringify([at, request]);
  return JSON.stringify([at, ...takenFields(family).map((field) => request[field as keyof Request])]);
}
