import { dialectOf, sameDialect, union, unsaid } from '../spec/dialect.ts';
import { applyChange } from '../spec/effect.ts';
import { type Profile, tableFor } from '../spec/profile.ts';
import { acts, type Rule, type RuleTable } from '../spec/rule.ts';
import type { Situation } from '../spec/situation.ts';
import { initialState, look, type State, slotsOf } from '../spec/state.ts';
import { afterDecision, changeOf, read, viewOf } from '../spec/step.ts';
import type { Observation, Op, Outcome, Request } from '../spec/vocabulary/index.ts';
import { type Decided, Decisions, FIELD_BITS, readsOf } from './decisions.ts';
import { type Emit, explore, type SearchSpace } from './explore.ts';
import { Reader } from './reader.ts';
import { RequestUniverse } from './requests.ts';
import { type Cast, castOf, type Scope, universeOf } from './scope.ts';
import { keyOf, labelling } from './symmetry.ts';
import { walk } from './walk.ts';
import { sameObservation } from './world.ts';

/** What one of the two semantics made of a request. */
export interface Side {
  readonly outcome: Outcome;
  readonly rule: string;
}

/** How the two came apart: one lets through what the other refuses or does something else, both refuse, or only revisions differ. */
export type DifferenceKind = 'behaviour' | 'errno' | 'revision' | 'view';

/** Requests that come out differently, for the same reason: the rules that decided. */
export interface DiffGroup {
  readonly kind: DifferenceKind;
  readonly op: Op;
  readonly a: Side;
  readonly b: Side;
  /** What all cases have in common, as the second semantics sees it, or the first where only that tells. */
  readonly situation: Situation;
  readonly cases: number;
  /** A shortest way to it; the last request is the one that comes out differently. */
  readonly example: Example;
}

export interface Example {
  readonly scope: string;
  readonly universe: { readonly a: ReturnType<typeof universeOf>; readonly b: ReturnType<typeof universeOf> };
  readonly a: readonly Request[];
  readonly b: readonly Request[];
}

/** Something that only one of the two can say. */
export interface Vocabulary {
  readonly what: string;
  readonly only: 'a' | 'b';
  readonly requests: number;
  readonly accepted: number;
  /** A shortest way to a request that is let through. */
  readonly example?: Example;
}

/** What a comparison of two semantics came to. */
export interface Diff {
  readonly groups: readonly DiffGroup[];
  readonly vocabulary: readonly Vocabulary[];
  /** Pairs of states that look alike, and requests that both were asked there. */
  readonly states: number;
  readonly compared: number;
  readonly notes: readonly string[];
}

/** A state of each. */
interface Pair {
  readonly a: State;
  readonly b: State;
  readonly path: readonly Request[];
}

interface Taken {
  readonly decided: Decided;
  readonly after: State;
  readonly view: Observation;
}

/** One semantics with its decisions, and the way it is asked. */
class Half {
  readonly profile: Profile;
  readonly scope: Scope;
  readonly initial: State;
  readonly #decisions = new Map<Op, Decisions>();
  readonly #native: boolean;
  #reader: { readonly state: State; readonly where: string; readonly reader: Reader } | undefined;
  #changed: { readonly state: State; readonly after: Map<string, State> } | undefined;
  readonly #hooks: ReadonlyMap<string, string>;

  constructor(profile: Profile, scope: Scope, native: boolean, hooks: readonly string[]) {
    this.profile = profile;
    this.scope = scope;
    this.#native = native;
    const own = castOf(scope).hooks;
    this.#hooks = new Map(hooks.map((hook, index) => [hook, own[index]!]));
    this.initial = initialState(universeOf(scope), profile.keeping);
  }

  /** The request as this semantics is asked it; `undefined` where it cannot be. */
  phrase(request: Request): Request | undefined {
    if (this.#native) return request;
    const named = 'hook' in request ? ({ ...request, hook: this.#hooks.get(request.hook)! } as Request) : request;
    return dialectOf(this.profile.uapi).phrase(named);
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

  #decisionsOf(op: Op): Decisions {
    let decisions = this.#decisions.get(op);
    if (decisions === undefined) {
      decisions = new Decisions(tableFor(this.profile, op));
      this.#decisions.set(op, decisions);
    }
    return decisions;
  }

  /** Requests that are asked as they are share the values of their fields; those that are phrased anew do not. */
  #read(table: RuleTable, state: State, request: Request): { readonly code: number; readonly at: number } {
    if (!this.#native) {
      const { situation, at } = read(table, state, request);
      return { code: table.space.encode(situation), at };
    }
    const where = `${request.op} ${'hook' in request ? request.hook : ''}`;
    if (this.#reader?.state !== state || this.#reader.where !== where) {
      const reader = new Reader(table, state, request, this.profile.uapi.fields[request.op] ?? []);
      this.#reader = { state, where, reader };
    }
    return this.#reader.reader.read(request);
  }

  hook(name: string): string {
    return this.#hooks.get(name)!;
  }

  take(state: State, request: Request): Taken {
    const decisions = this.#decisionsOf(request.op);
    const reading = this.#read(decisions.table, state, request);
    const decided = decisions.of(reading.code);
    const { rule } = decided;
    return {
      decided,
      after: this.#after(state, rule, request, reading.at),
      view: viewOf(rule.then, state, request),
    };
  }
}

/** Compares two semantics in one scope after another; earlier scopes give the examples where they are as short. */
export function* diff(
  a: Profile,
  b: Profile,
  scopes: readonly { readonly a: Scope; readonly b: Scope }[],
): Generator<{ readonly states: number; readonly compared: number }, Diff, boolean | undefined> {
  const native = sameDialect(a.uapi, b.uapi);
  const found = new Findings();
  let states = 0;
  for (const scope of scopes) {
    const space = new PairSpace(a, b, scope, native, found);
    const search = explore(space);
    let stop: boolean | undefined;
    for (;;) {
      const next = search.next(stop);
      if (next.done) {
        states += next.value.states;
        break;
      }
      stop = yield { states: states + next.value.states, compared: found.compared };
    }
    if (stop) break;
  }
  const notes = native
    ? []
    : [a, b].flatMap(({ name, uapi }) => {
        const { note } = dialectOf(uapi);
        return note === undefined ? [] : [`${name}: ${note}`];
      });
  return { ...found.result(), states, compared: found.compared, notes };
}

/** Pairs of states that look alike, as a space to search. */
class PairSpace implements SearchSpace<Pair, Request, never> {
  readonly #a: Half;
  readonly #b: Half;
  readonly #universe: RequestUniverse;
  readonly #native: boolean;
  readonly #found: Findings;
  readonly #scope: { readonly a: Scope; readonly b: Scope };
  readonly #otherCast: Cast;
  /** Pairs of states that were compared after a change of the present one. */
  readonly #met = new Map<State, Map<State, { readonly kind: DifferenceKind | undefined }>>();
  /** Whether one of the two may lack something that the other can say. */
  readonly #mayLack: boolean;

  constructor(
    a: Profile,
    b: Profile,
    scope: { readonly a: Scope; readonly b: Scope },
    native: boolean,
    found: Findings,
  ) {
    this.#universe = new RequestUniverse(scope.a, union(a.uapi, b.uapi));
    const { hooks } = this.#universe.cast;
    this.#a = new Half(a, scope.a, native, hooks);
    this.#b = new Half(b, scope.b, native, hooks);
    this.#native = native;
    this.#found = found;
    this.#scope = scope;
    this.#otherCast = castOf(scope.b);
    this.#mayLack = JSON.stringify([a.uapi.fields, a.uapi.flags]) !== JSON.stringify([b.uapi.fields, b.uapi.flags]);
  }

  initial() {
    const node: Pair = { a: this.#a.initial, b: this.#b.initial, path: [] };
    return { node, key: this.#key(node) };
  }

  #key({ a, b }: Pair): string {
    const cast = this.#universe.cast;
    const labels = labelling(cast, a);
    return `${keyOf(cast, a, labels)} § ${keyOf(this.#otherCast, b, labels)}`;
  }

  *expand(node: Pair, emit: Emit<Pair, Request>): Generator<void, undefined> {
    this.#met.clear();
    const labels = labelling(this.#universe.cast, node.a);
    for (const op of this.#universe.ops)
      for (const hook of this.#universe.hooks(op)) {
        yield;
        walk(this.#universe, node.a, op, hook, labels, (request) => this.#ask(node, request, emit));
      }
    return undefined;
  }

  /** Asks both. Returns the fields that either of them looked at. */
  #ask(node: Pair, common: Request, emit: Emit<Pair, Request>): number {
    const a = this.#a.phrase(common);
    const b = this.#b.phrase(common);
    if (a === undefined || b === undefined) return ALL;
    if (this.#mayLack) {
      const without = { a: unsaid(this.#a.profile.uapi, a), b: unsaid(this.#b.profile.uapi, b) };
      if (without.a.length > 0 || without.b.length > 0) return this.#onlyOne(node, common, a, b, without);
    }
    this.#found.compared += 1;
    const one = this.#a.take(node.a, a);
    const other = this.#b.take(node.b, b);
    const moved = one.after !== node.a && other.after !== node.b;
    const met = moved ? this.#met.get(one.after)?.get(other.after) : undefined;
    const kind = met === undefined ? this.#kindOf(node, one, other) : met.kind;
    if (kind !== undefined)
      this.#found.add(kind, common.op, one.decided, other.decided, () => this.#example(node, common));
    if (moved && met === undefined) {
      const others = this.#met.get(one.after) ?? new Map();
      this.#met.set(one.after, others.set(other.after, { kind }));
    }
    const alike = kind === undefined || kind === 'revision';
    if (moved && met === undefined && alike && this.#follows(one.after)) {
      const next: Pair = { a: one.after, b: other.after, path: [...node.path, { ...common }] };
      emit(this.#key(next), () => ({ node: next, label: next.path.at(-1)! }));
    }
    return this.#reads(one) | this.#reads(other);
  }

  /** A request that only one of the two can be asked. */
  #onlyOne(
    node: Pair,
    common: Request,
    a: Request,
    b: Request,
    without: { a: readonly string[]; b: readonly string[] },
  ): number {
    const sides = [
      ['a', this.#a, node.a, a, without.b],
      ['b', this.#b, node.b, b, without.a],
    ] as const;
    let reads = 0;
    for (const [only, half, state, request, missing] of sides) {
      const own = only === 'a' ? without.a : without.b;
      if (own.length > 0 || missing.length === 0) continue;
      const { decided } = half.take(state, request);
      reads |= this.#reads({ decided });
      for (const what of missing)
        this.#found.say(what, only, decided.rule.then.outcome === 'ok', () => this.#example(node, common));
    }
    return reads;
  }

  #follows(state: State): boolean {
    return slotsOf(state, this.#universe.cast.hooks[0]!).length >= this.#scope.a.floor;
  }

  /** Where a field is said in another one, whoever looks at that looks at both. */
  #reads({ decided }: Pick<Taken, 'decided'>): number {
    const reads = readsOf(decided);
    if (this.#native || (reads & (FIELD_BITS.relative | FIELD_BITS.replace)) === 0) return reads;
    return reads | FIELD_BITS.relative | FIELD_BITS.replace;
  }

  #kindOf(node: Pair, one: Taken, other: Taken): DifferenceKind | undefined {
    const [x, y] = [one.decided.rule.then.outcome, other.decided.rule.then.outcome];
    if (x !== y) return x === 'ok' || y === 'ok' || x === 'undefined' || y === 'undefined' ? 'behaviour' : 'errno';
    if (!this.#viewsAgree(one.view, other.view)) return 'view';
    if (one.after === node.a && other.after === node.b) return undefined;
    let revision = false;
    for (const hook of this.#universe.cast.hooks) {
      if (sameHook(node.a, one.after, hook) && sameHook(node.b, other.after, this.#b.hook(hook))) continue;
      const was = [look(node.a, hook), look(node.b, this.#b.hook(hook))] as const;
      const is = [look(one.after, hook), look(other.after, this.#b.hook(hook))] as const;
      if (!this.#listsAgree(is[0], is[1])) return 'behaviour';
      if (step(was[0], is[0]) !== step(was[1], is[1])) revision = true;
    }
    for (const link of this.#universe.cast.links)
      if (one.after.links[link]!.is !== other.after.links[link]!.is) return 'behaviour';
    return revision ? 'revision' : undefined;
  }

  #viewsAgree(a: Observation, b: Observation): boolean {
    if (a.is === 'nothing' || b.is === 'nothing') return a.is === b.is;
    if (!this.#native) return a.count === b.count && a.slots.every((slot, index) => slot.prog === b.slots[index]?.prog);
    return sameObservation({ ...a, revision: 0 }, { ...b, revision: 0 });
  }

  #listsAgree(a: Observation, b: Observation): boolean {
    if (a.is === 'nothing' || b.is === 'nothing') return a.is === b.is;
    if (this.#native) return sameObservation({ ...a, revision: 0 }, { ...b, revision: 0 });
    return (
      a.count === b.count &&
      a.slots.every((slot, index) => slot.prog === b.slots[index]!.prog && slot.link === b.slots[index]!.link)
    );
  }

  #example({ path }: Pair, last: Request): Example {
    const all = [...path, { ...last }];
    const phrased = (half: Half) => all.map((each) => half.phrase(each)!);
    return {
      scope: this.#scope.a.name,
      universe: { a: this.#a.initial.universe, b: this.#b.initial.universe },
      a: phrased(this.#a),
      b: phrased(this.#b),
    };
  }
}

/** Whether nothing was done to a hook. */
function sameHook(before: State, after: State, hook: string): boolean {
  return before.hooks[hook] === after.hooks[hook] && before.gone === after.gone;
}

/** Every field: nothing is passed over. */
const ALL = -1;

/** How the revision of a hook went on. */
function step(was: Observation, is: Observation): number | 'starts over' | 'gone' {
  if (was.is === 'nothing' || is.is === 'nothing') return 'gone';
  return is.revision < was.revision ? 'starts over' : is.revision - was.revision;
}

/** Collects differences by what decided them. */
class Findings {
  compared = 0;
  readonly #groups = new Map<string, { -readonly [K in keyof DiffGroup]: DiffGroup[K] }>();
  readonly #vocabulary = new Map<string, { -readonly [K in keyof Vocabulary]: Vocabulary[K] }>();

  add(kind: DifferenceKind, op: Op, a: Decided, b: Decided, example: () => Example): void {
    const key = `${kind} ${a.rule.id} ${b.rule.id}`;
    const known = this.#groups.get(key);
    if (known === undefined) {
      this.#groups.set(key, {
        kind,
        op,
        a: { outcome: a.rule.then.outcome, rule: a.rule.id },
        b: { outcome: b.rule.then.outcome, rule: b.rule.id },
        situation: { ...a.situation, ...b.situation },
        cases: 1,
        example: example(),
      });
      return;
    }
    known.cases += 1;
    const now: Situation = { ...a.situation, ...b.situation };
    const differs = Object.keys(known.situation).filter((field) => known.situation[field] !== now[field]);
    if (differs.length > 0)
      known.situation = Object.fromEntries(
        Object.entries(known.situation).filter(([field]) => !differs.includes(field)),
      );
  }

  say(what: string, only: 'a' | 'b', accepted: boolean, example: () => Example): void {
    const key = `${what} ${only}`;
    let known = this.#vocabulary.get(key);
    if (known === undefined) {
      known = { what, only, requests: 0, accepted: 0 };
      this.#vocabulary.set(key, known);
    }
    known.requests += 1;
    if (!accepted) return;
    known.accepted += 1;
    known.example ??= example();
  }

  result(): Pick<Diff, 'groups' | 'vocabulary'> {
    const order: readonly DifferenceKind[] = ['behaviour', 'view', 'revision', 'errno'];
    const groups = [...this.#groups.values()].toSorted(
      (x, y) => order.indexOf(x.kind) - order.indexOf(y.kind) || y.cases - x.cases,
    );
    return { groups, vocabulary: [...this.#vocabulary.values()] };
  }
}
