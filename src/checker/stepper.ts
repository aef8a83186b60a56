import { type Profile, tableFor } from '../spec/profile.ts';
import type { Rule } from '../spec/rule.ts';
import type { State } from '../spec/state.ts';
import { afterDecision, read, viewOf } from '../spec/step.ts';
import type { Observation, Op, Request } from '../spec/vocabulary/index.ts';
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
    const after = afterDecision(rule.then, state, request, at);
    return { decided, rule, after, view: viewOf(rule.then, state, request) };
  }
}
