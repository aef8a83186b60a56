import { type Profile, tableFor } from '../profile.ts';
import { acts, type Decision, type Rule } from '../rule.ts';
import type { Observation, Request, State } from '../semantics.ts';
import type { Code } from '../situation.ts';
import { afterDecision, atRule, changeOf, readCode, textOf, viewOf } from '../step.ts';
import { fieldsOf } from '../uapi.ts';
import { type Decided, Decisions } from './decisions.ts';
import { FieldMemo } from './field-memo.ts';
import { Grouping, SituationReader } from './situation-reader.ts';

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

/** The states that some requests lead to, by effect and by the index that is designated: the rest is said in a few fields. */
type Followed = Map<string, Map<number, FieldMemo<State>>>;

/** The requests of one operation, at one hook, in one state. */
interface Reading {
  readonly state: State;
  readonly op: string;
  readonly hook: string;
  readonly reader: SituationReader;
  readonly followed: Followed;
}

/** What requests say is remembered in so many states: some compare what comes of the same requests in two or three. */
const REMEMBERED = 4;

/** No packet goes further than over so many hooks. */
const MOST_AGAIN = 64;

/** Whether a decision has a change, and the state that it leads to follows from that alone: what a deliberate mistake does takes more. */
export const followsChange = (decision: Decision): boolean => acts(decision) && decision.tampered?.after === undefined;

/** The specification as a function, with each distinct situation decided once, and each change of a state made once. */
export class Decider {
  readonly #profile: Profile;
  readonly #decisions = new Map<string, Decisions>();
  /** The states that changes lead to, by their texts. */
  readonly #made = new WeakMap<State, Map<string, State>>();
  readonly #groupings = new Map<string, Grouping>();
  /** Of the states that were met last, in the order in which they were first met; by operation and hook. */
  readonly #readings = new Map<State, Map<string, Map<string, Reading>>>();
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
    const { reader, followed } = this.#readingOf(state, request);
    return this.#taken(state, request, reader.read(request), followed);
  }

  /** What a request shows by a decision. What it shows may go on from what others show, so many one after another. */
  viewOf(decision: Decision, state: State, request: Request, left = MOST_AGAIN): Observation {
    const again = (next: Request) => {
      if (left === 0) return undefined;
      const { code } = readCode(this.of(next.op).table, state, next);
      return this.viewOf(this.of(next.op).of(code).rule.then, state, next, left - 1);
    };
    return viewOf(this.#profile.family, decision, state, request, again);
  }

  #readingOf(state: State, request: Request): Reading {
    const { op } = request;
    const { hook = '' } = request as { readonly hook?: string };
    const now = this.#reading;
    if (now?.state === state && now.op === op && now.hook === hook) return now;
    let inState = this.#readings.get(state);
    if (inState === undefined) {
      inState = new Map();
      this.#readings.set(state, inState);
      if (this.#readings.size > REMEMBERED) this.#readings.delete(this.#readings.keys().next().value!);
    }
    let atHooks = inState.get(op);
    if (atHooks === undefined) {
      atHooks = new Map();
      inState.set(op, atHooks);
    }
    let reading = atHooks.get(hook);
    if (reading === undefined) {
      const reader = new SituationReader(this.of(op).table, this.#groupingOf(op), state, request);
      reading = { state, op, hook, reader, followed: new Map() };
      atHooks.set(hook, reading);
    }
    this.#reading = reading;
    return reading;
  }

  #groupingOf(op: string): Grouping {
    let grouping = this.#groupings.get(op);
    if (grouping === undefined) {
      grouping = new Grouping(this.of(op).table, fieldsOf(this.#profile.uapi, op));
      this.#groupings.set(op, grouping);
    }
    return grouping;
  }

  #taken(state: State, request: Request, { code, at }: Read, followed?: Followed): Taken {
    const decisions = this.of(request.op);
    const decided = decisions.of(code);
    const { rule } = decided;
    try {
      const after = this.#follow(rule.then, state, request, at, followed);
      return { decided, rule, at, after, view: this.viewOf(rule.then, state, request) };
    } catch (error) {
      throw atRule(error, decisions.table, rule);
    }
  }

  #follow(decision: Decision, state: State, request: Request, at: number, followed: Followed | undefined): State {
    if (followed === undefined || !followsChange(decision)) return this.after(decision, state, request, at);
    const { effect } = decision;
    let places = followed.get(effect);
    if (places === undefined) {
      places = new Map();
      followed.set(effect, places);
    }
    let known = places.get(at);
    if (known === undefined) {
      known = new FieldMemo(this.#profile.family.effects[effect]!.takes);
      places.set(at, known);
    }
    return known.of(request, () => this.after(decision, state, request, at));
  }

  /** The state after a decision: the very state that was given, where nothing changed; each change is made once. */
  after(decision: Decision, state: State, request: Request, at: number): State {
    if (!followsChange(decision)) return afterDecision(this.#profile, decision, state, request, at);
    let made = this.#made.get(state);
    if (made === undefined) {
      made = new Map();
      this.#made.set(state, made);
    }
    const change = textOf(changeOf(this.#profile.family, decision, request, at, this.#profile.keeping));
    const known = made.get(change);
    if (known !== undefined) return known;
    const after = afterDecision(this.#profile, decision, state, request, at);
    made.set(change, after);
    return after;
  }
}

const KNOWN = new WeakMap<Profile, Decider>();

/** A decider of a semantics, the same whenever it is asked for. */
export function deciderOf(profile: Profile): Decider {
  const known = KNOWN.get(profile) ?? new Decider(profile);
  KNOWN.set(profile, known);
  return known;
}
