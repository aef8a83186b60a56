import { type Profile, tableFor } from '../profile.ts';
import { acts, type Rule } from '../rule.ts';
import type { Observation, Request, State } from '../semantics.ts';
import type { Code } from '../situation.ts';
import { afterDecision, atRule, changeOf, readCode, textOf, viewOf } from '../step.ts';
import { fieldsOf } from '../uapi.ts';
import { type Decided, Decisions } from './decisions.ts';
import { SituationReader } from './situation-reader.ts';

/** What came of a request. */
export interface Taken {
  readonly decided: Decided;
  readonly rule: Rule;
  /** The index that the request designates. */
  readonly at: number;
  /** The very state that was given, where nothing changed; the same object for all requests that make the same change. */
  readonly after: State;
  readonly view: Observation;
}

/** The number of a situation, and the index that the request designates. */
interface Read {
  readonly code: Code;
  readonly at: number;
}

interface Reading {
  readonly state: State;
  readonly op: string;
  readonly hook: string;
  readonly reader: SituationReader;
}

/** The specification as a function, with each distinct situation decided once, and each change of a state made once. */
export class Decider {
  readonly #profile: Profile;
  readonly #decisions = new Map<string, Decisions>();
  readonly #after = new WeakMap<State, Map<string, State>>();
  #reading: Reading | undefined;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** The decisions of an operation. Throws a RangeError where the semantics has no such operation. */
  of(op: string): Decisions {
    const known = this.#decisions.get(op);
    if (known !== undefined) return known;
    if (this.#profile.uapi.fields[op] === undefined) throw new RangeError(`${this.#profile.name} has no ${op}`);
    const decisions = new Decisions(this.#profile.family, tableFor(this.#profile, op));
    this.#decisions.set(op, decisions);
    return decisions;
  }

  /** The decisions of every operation that was asked for. */
  all(): ReadonlyMap<string, Decisions> {
    return this.#decisions;
  }

  /** Takes one request in a state. */
  take(state: State, request: Request): Taken {
    return this.#taken(state, request, readCode(this.of(request.op).table, state, request));
  }

  /** The same for one request of many in a state that share the values of their fields: what each says is read once. */
  takeAmong(state: State, request: Request): Taken {
    return this.#taken(state, request, this.#readerOf(state, request).read(request));
  }

  #readerOf(state: State, request: Request): SituationReader {
    const { op } = request;
    const { hook = '' } = request as { readonly hook?: string };
    const now = this.#reading;
    if (now?.state === state && now.op === op && now.hook === hook) return now.reader;
    const reader = new SituationReader(this.of(op).table, state, request, fieldsOf(this.#profile.uapi, op));
    this.#reading = { state, op, hook, reader };
    return reader;
  }

  #taken(state: State, request: Request, { code, at }: Read): Taken {
    const decisions = this.of(request.op);
    const decided = decisions.of(code);
    const { rule } = decided;
    try {
      const after = this.#follow(rule, state, request, at);
      return { decided, rule, at, after, view: viewOf(this.#profile.family, rule.then, state, request) };
    } catch (error) {
      throw atRule(error, decisions.table, rule);
    }
  }

  #follow({ then }: Rule, state: State, request: Request, at: number): State {
    if (!acts(then)) return state;
    // What a deliberate mistake does follows from more than the change.
    if (then.tampered?.after !== undefined) return afterDecision(this.#profile, then, state, request, at);
    let made = this.#after.get(state);
    if (made === undefined) {
      made = new Map();
      this.#after.set(state, made);
    }
    const change = textOf(changeOf(this.#profile.family, then, request, at, this.#profile.keeping));
    const known = made.get(change);
    if (known !== undefined) return known;
    const after = afterDecision(this.#profile, then, state, request, at);
    made.set(change, after);
    return after;
  }
}
