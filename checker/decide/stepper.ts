import { textOf } from '../../spec/effect.ts';
import { changeOf } from '../../spec/effects.ts';
import { type Profile, tableFor } from '../../spec/profile.ts';
import { acts, type Rule } from '../../spec/rule.ts';
import type { State } from '../../spec/state.ts';
import { afterDecision, atRule, read, viewOf } from '../../spec/step.ts';
import type { Observation, Op, Request } from '../../spec/vocabulary/index.ts';
import { type Decided, Decisions } from './decisions.ts';

/** What came of a request. */
export interface Stepped {
  readonly decided: Decided;
  readonly rule: Rule;
  /** The very state that was given, where nothing changed. */
  readonly after: State;
  readonly view: Observation;
}

/** The specification as a function, with each distinct situation decided once. */
export class Stepper {
  readonly #semantics: Profile;
  readonly #decisions: ReadonlyMap<Op, Decisions>;
  readonly #after = new WeakMap<State, Map<string, State>>();

  constructor(semantics: Profile) {
    this.#semantics = semantics;
    const ops = Object.keys(semantics.uapi.fields) as Op[];
    this.#decisions = new Map(ops.map((op) => [op, new Decisions(tableFor(semantics, op))]));
  }

  step(state: State, request: Request): Stepped {
    const decisions = this.#decisions.get(request.op);
    if (decisions === undefined) throw new RangeError(`${this.#semantics.name} has no ${request.op}`);
    const { situation, at } = read(decisions.table, state, request);
    const decided = decisions.of(decisions.table.space.encode(situation));
    const { rule } = decided;
    let after: State;
    try {
      after = this.#follow(rule, state, request, at);
    } catch (error) {
      throw atRule(error, decisions.table, rule);
    }
    return { decided, rule, after, view: viewOf(rule.then, state, request) };
  }

  /** The state after a rule: one and the same for all requests that make the same change. */
  #follow({ then }: Rule, state: State, request: Request, at: number): State {
    if (!acts(then)) return state;
    // What a deliberate mistake does follows from more than the change.
    if (then.tampered?.after !== undefined) return afterDecision(then, state, request, at);
    const made = this.#after.get(state) ?? new Map<string, State>();
    this.#after.set(state, made);
    const change = textOf(changeOf(then.effect, request, at, state.keeping));
    const known = made.get(change);
    if (known !== undefined) return known;
    const after = afterDecision(then, state, request, at);
    made.set(change, after);
    return after;
  }
}
