import { dialectOf } from '../../spec/dialect.ts';
import { applyChange } from '../../spec/effect.ts';
import { changeOf } from '../../spec/effects.ts';
import { initialState } from '../../spec/initial-state.ts';
import type { Profile } from '../../spec/profile.ts';
import { acts, type Rule, type RuleTable } from '../../spec/rule.ts';
import type { Code } from '../../spec/situation.ts';
import type { State } from '../../spec/state.ts';
import { afterDecision, atRule, read, viewOf } from '../../spec/step.ts';
import { fieldsOf } from '../../spec/uapi.ts';
import type { HookName, Observation, Op, Request } from '../../spec/vocabulary/index.ts';
import type { Decided } from '../decide/decisions.ts';
import { Reader } from '../decide/reader.ts';
import { castOf, type Scope, universeOf } from '../requests/scope.ts';
import type { Asked } from './diff-asked.ts';

/** What one of two semantics made of a request. */
export interface Taken {
  readonly decided: Decided;
  /** The very state that was given, where nothing changed. */
  readonly after: State;
  readonly view: Observation;
}

/** One of two semantics in a scope, and the way it is asked. */
export class Half {
  readonly profile: Profile;
  readonly initial: State;
  readonly #asked: Asked;
  readonly #native: boolean;
  #reader: { readonly state: State; readonly op: Op; readonly hook: string; readonly reader: Reader } | undefined;
  #changed: { readonly state: State; readonly after: Map<string, State> } | undefined;
  readonly #hooks: ReadonlyMap<string, HookName>;

  /** `hooks` are the names that the common requests use; `native`: whether requests are asked as they are. */
  constructor(asked: Asked, scope: Scope, native: boolean, hooks: readonly HookName[]) {
    this.#asked = asked;
    this.profile = asked.profile;
    this.#native = native;
    const own = castOf(scope).hooks;
    this.#hooks = new Map(hooks.map((hook, index) => [hook, own[index]!]));
    this.initial = initialState(universeOf(scope), this.profile.keeping);
  }

  /** The request as this semantics is asked it; `undefined` where it cannot be. */
  phrase(request: Request): Request | undefined {
    if (this.#native) return request;
    const named = 'hook' in request ? ({ ...request, hook: this.hook(request.hook) } as Request) : request;
    return dialectOf(this.profile.uapi).phrase(named);
  }

  /** What this semantics calls a hook. */
  hook(name: HookName): HookName {
    return this.#hooks.get(name)!;
  }

  take(state: State, request: Request): Taken {
    const decisions = this.#asked.of(request.op);
    const reading = this.#read(decisions.table, state, request);
    const decided = decisions.of(reading.code);
    decided.count += 1;
    let after: State;
    try {
      after = this.#after(state, decided.rule, request, reading.at);
    } catch (error) {
      throw atRule(error, decisions.table, decided.rule);
    }
    this.#asked.note(state, request, after);
    return { decided, after, view: viewOf(decided.rule.then, state, request) };
  }

  /** The state after a change; the same object for the same change of the same state. */
  #after(state: State, { then }: Rule, request: Request, at: number): State {
    if (!acts(then)) return state;
    if (then.tampered !== undefined) return afterDecision(then, state, request, at);
    if (this.#changed?.state !== state) this.#changed = { state, after: new Map() };
    const change = changeOf(then.effect, request, at, this.profile.keeping);
    const key = JSON.stringify(change);
    let after = this.#changed.after.get(key);
    if (after === undefined) {
      after = applyChange(state, change);
      this.#changed.after.set(key, after);
    }
    return after;
  }

  /** Requests that are asked as they are share the values of their fields; those that are phrased anew do not. */
  #read(table: RuleTable, state: State, request: Request): { readonly code: Code; readonly at: number } {
    if (!this.#native) {
      const { situation, at } = read(table, state, request);
      return { code: table.space.encode(situation), at };
    }
    const { op } = request;
    const hook = 'hook' in request ? request.hook : '';
    if (this.#reader?.state !== state || this.#reader.op !== op || this.#reader.hook !== hook) {
      const reader = new Reader(table, state, request, fieldsOf(this.profile.uapi, op));
      this.#reader = { state, op, hook, reader };
    }
    return this.#reader.reader.read(request);
  }
}
