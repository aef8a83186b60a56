import { view } from '../../spec/guard/view.ts';
import type { Profile } from '../../spec/profile.ts';
import type { History, StepFacts } from '../../spec/properties/property.ts';
import type { Request, Scope, State } from '../../spec/semantics.ts';
import { type Onlooker, SpecTrialState, type TrialScope, type TriedStep, worldOf } from '../decide/trial-state.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import { News } from './news.ts';
import { groundOf, type Node, type Noted, type Violation, violationOf } from './property-ground.ts';

interface Remembering extends Node {
  readonly memory: unknown;
}

/** Fields of requests, by operation. */
export type Fields = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Paths through a scope, with what one property remembers of them. In each state those requests are made that differ in what the rules read, or in
 * `fields`; `unread` has those that the property turns out to read besides.
 */
export class Paths implements SearchSpace<Remembering, Request, Violation> {
  readonly #noted: Noted;
  readonly #property: History;
  readonly #scope: Scope;
  readonly #ground: TrialScope;
  readonly #news: News;

  /** What can be done in each state, by what the state is. */
  readonly #memo: Map<string, readonly TriedStep[]>;
  readonly #fields: Fields;
  readonly #unread = new Map<string, Set<string>>();
  /** The same as text. */
  readonly #asked: string;

  constructor(
    noted: Noted,
    property: History,
    semantics: Profile,
    scope: Scope,
    memo: Map<string, readonly TriedStep[]>,
    fields: Fields = new Map(),
  ) {
    this.#memo = memo;
    this.#fields = fields;
    this.#asked = [...fields].map(([op, each]) => `${op} ${[...each]}`).join();
    this.#noted = noted;
    this.#property = property;
    this.#scope = scope;
    this.#ground = groundOf(semantics, scope);
    this.#news = new News(this.#ground);
  }

  /** Fields that the property read, and whose other values were not tried. */
  get unread(): Fields {
    return this.#unread;
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
      if (this.#breaks(memory, tried)) {
        const { id } = this.#noted;
        const failure = this.#news.marked(id, violationOf(this.#ground, this.#scope, [...path, tried.request]));
        const by = this.#news.heldBy(id);
        if (failure.isNew || by === undefined) return { failure, label: tried.request };
        // It is on record of another profile, and the search goes on for one that is not, or that this decides otherwise.
        this.#noted.broken = 1;
        this.#noted.violation ??= failure;
        if (this.#noted.otherwise === undefined) this.#notePartingOf(failure, state, by);
        continue;
      }
      if (tried.state === state) continue;
      const remembered = this.#noting(tried, (facts) => this.#property.remember(memory, facts));
      if (led.has(tried.state) && led.get(tried.state) === remembered) continue;
      led.set(tried.state, remembered);
      emit(this.#key(tried.state, remembered), () => ({
        node: { state: tried.state, path: [...path, tried.request], memory: remembered },
        label: tried.request,
      }));
    }
    return undefined;
  }

  /** Notes a case of what is on record of another profile, where that decides the last step otherwise. */
  #notePartingOf(violation: Violation, state: State, by: Profile): void {
    const parting = this.#news.partingIn(by, state, [violation.path.at(-1)!]);
    if (parting === undefined) return;
    const { instead } = parting;
    const first = { violation, by: by.name, run: 'steps', step: violation.path.length, instead, at: 0 } as const;
    this.#noted.otherwise = { cases: 1, first };
  }

  #tried(state: State, path: readonly Request[]): readonly TriedStep[] {
    const at = `${this.#asked} ${this.#text(state)}`;
    let tried = this.#memo.get(at);
    if (tried === undefined) {
      const reads: Onlooker = (_, { request }) => {
        for (const field of this.#fields.get(request.op) ?? []) Reflect.get(request, field);
      };
      tried = new SpecTrialState(this.#ground, state, path, this.#ground.exploration.labels(state), reads).tried;
      this.#memo.set(at, tried);
    }
    return tried;
  }

  /** Asks the property about a step, and notes the fields that it reads and that nobody varied. */
  #noting<A>(tried: TriedStep, ask: (facts: StepFacts) => A): A {
    const { op } = tried.request;
    const { semantics, exploration } = this.#ground;
    const { vocabulary } = semantics.family;
    const note = (field: string) => {
      if ((vocabulary.bits[field]! & tried.reads) !== 0 || this.#fields.get(op)?.has(field) === true) return;
      // The operation and the hook are the same in all requests that are told apart here.
      if (!exploration.requests.fields(op).includes(field)) return;
      this.#unread.set(op, (this.#unread.get(op) ?? new Set<string>()).add(field));
    };
    return ask({ ...tried, request: view(vocabulary, tried.request, note) });
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

  #breaks(memory: unknown, tried: TriedStep): boolean {
    return this.#noting(tried, (facts) => {
      if (!this.#property.sometimes(memory, facts)) return false;
      this.#noted.tested += 1;
      return !this.#property.holds(memory, facts);
    });
  }
}

const TEXTS = new WeakMap<State, string>();
