import { differenceOf, isVisible, type Objects } from '../../spec/families/slots/compare.ts';
import { union, unsaid } from '../../spec/families/slots/dialect.ts';
import { RequestUniverse } from '../../spec/families/slots/scopes/requests.ts';
import { type Cast, castOf, type Scope } from '../../spec/families/slots/scopes/scope.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import { type State, slotsOf } from '../../spec/families/slots/state.ts';
import { FIELD_BITS, type Request } from '../../spec/families/slots/vocabulary/index.ts';
import type { Taken } from '../decide/decider.ts';
import { readsOf } from '../decide/decisions.ts';
import { walk } from '../requests/walk.ts';
import type { Emit, SearchSpace } from '../search/explore.ts';
import type { Asked } from './diff-asked.ts';
import type { Findings } from './diff-findings.ts';
import type { DifferenceKind, Example } from './diff-group.ts';
import { Half } from './diff-half.ts';
import type { ScopePair } from './diff-scopes.ts';

/** A state of each. */
interface Pair {
  readonly a: State;
  readonly b: State;
  readonly path: readonly Request[];
}

/** The slots of the shortest list that a kernel has. */
const KERNEL_SLOTS = 63;

/** The requests that an example needs before its first; one in a list that no kernel has is the last choice. */
const setupOf = ({ prefill, capacity }: Scope) => prefill + (capacity < KERNEL_SLOTS ? 1000 : 0);

/** Every field: nothing is passed over. */
const ALL = -1;

/** Pairs of states that look alike, as a space to search. */
export class PairSpace implements SearchSpace<Pair, Request, never> {
  readonly #a: Half;
  readonly #b: Half;
  readonly #universe: RequestUniverse;
  readonly #native: boolean;
  readonly #found: Findings;
  readonly #scope: ScopePair;
  readonly #otherCast: Cast;
  readonly #objects: Objects;
  readonly #setup: number;
  /** Pairs of states that were compared after a change of the present one. */
  readonly #met = new Map<State, Map<State, { readonly kind: DifferenceKind | undefined }>>();
  /** Whether one of the two may lack something that the other can say. */
  readonly #mayLack: boolean;

  constructor(asked: { readonly a: Asked; readonly b: Asked }, scope: ScopePair, native: boolean, found: Findings) {
    const [a, b] = [asked.a.profile.uapi, asked.b.profile.uapi];
    this.#universe = new RequestUniverse(scope.a, union(a, b));
    const { hooks, links, programs, foreign, fillers } = this.#universe.cast;
    this.#a = new Half(asked.a, scope.a, native, hooks);
    this.#b = new Half(asked.b, scope.b, native, hooks);
    this.#native = native;
    this.#found = found;
    this.#scope = scope;
    this.#otherCast = castOf(scope.b);
    this.#setup = setupOf(scope.a);
    this.#objects = {
      hooks: hooks.map((hook) => ({ a: this.#a.hook(hook), b: this.#b.hook(hook) })),
      links,
      programs: [...programs, ...foreign, ...fillers],
      native,
    };
    this.#mayLack = JSON.stringify([a.fields, a.flags]) !== JSON.stringify([b.fields, b.flags]);
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
    const kind = met === undefined ? differenceOf(node, one, other, this.#objects) : met.kind;
    if (kind !== undefined) this.#note(kind, node, common, one, other);
    if (moved && met === undefined) {
      const others = this.#met.get(one.after) ?? new Map();
      this.#met.set(one.after, others.set(other.after, { kind }));
    }
    const alike = kind === undefined || kind === 'revision';
    if (moved && met === undefined && alike && this.#follows(one.after)) {
      const next: Pair = { a: one.after, b: other.after, path: [...node.path, { ...common }] };
      emit(this.#key(next), () => ({ node: next, label: next.path.at(-1)! }));
    }
    return this.#reads(common, one) | this.#reads(common, other);
  }

  #note(kind: DifferenceKind, node: Pair, common: Request, one: Taken, other: Taken): void {
    const visible = () =>
      one.decided.rule.then.outcome !== other.decided.rule.then.outcome ||
      kind !== 'behaviour' ||
      isVisible({ a: one.after, b: other.after }, this.#objects);
    const steps = this.#setup + node.path.length + 1;
    const example = () => this.#example(node, common);
    this.#found.add(kind, common.op, one.decided, other.decided, { steps, visible, example });
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
      reads |= this.#reads(common, { decided });
      for (const what of missing)
        this.#found.say(what, only, decided.rule.then.outcome === 'ok', () => this.#example(node, common));
    }
    return reads;
  }

  #follows(state: State): boolean {
    return slotsOf(state, this.#universe.cast.hooks[0]!).length >= this.#scope.a.floor;
  }

  /** Where an attach says a field in another one, whoever looks at that looks at both. */
  #reads({ op }: Request, { decided }: Pick<Taken, 'decided'>): number {
    const reads = readsOf(decided);
    if (this.#native || op !== 'prog_attach' || (reads & (FIELD_BITS.relative | FIELD_BITS.replace)) === 0)
      return reads;
    return reads | FIELD_BITS.relative | FIELD_BITS.replace;
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
