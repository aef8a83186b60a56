import type { Comparison, DifferenceKind, Two } from '../../spec/comparing.ts';
import type { Taken } from '../../spec/decide/decider.ts';
import { readsOf } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import { Unsaid } from '../../spec/said.ts';
import type { Request, ScopePair, State } from '../../spec/semantics.ts';
import { saysTheSame } from '../../spec/uapi.ts';
import { frameOver } from '../decide/frame.ts';
import { FrameTaker } from '../decide/frame-taker.ts';
import { type Choices, choicesIn } from '../requests/choices.ts';
import { EVERY_FIELD, walkInParts } from '../requests/walk.ts';
import type { Emit } from '../search/explore.ts';
import type { DividedSpace } from '../search/portion.ts';
import { Asked, type AskedOf } from './diff-asked.ts';
import { Findings, type Found } from './diff-findings.ts';
import type { Example } from './diff-group.ts';

/** A state of each. */
export interface Pair {
  readonly a: State;
  readonly b: State;
  readonly path: readonly Request[];
  readonly number: number;
}

/** What was counted while pairs were expanded. Plain data: it goes from one thread to another. */
export interface DiffCounts {
  readonly found: Found;
  readonly asked: { readonly a: AskedOf; readonly b: AskedOf };
}

/** Pairs of states that look alike, as a space to search. */
export class PairSpace implements DividedSpace<Pair, Request, never, DiffCounts> {
  readonly #asked: { readonly a: Asked; readonly b: Asked };
  readonly #comparison: Comparison;
  readonly #found = new Findings();
  readonly #scope: ScopePair;
  /** Pairs of states that were compared after a change of the present one. */
  readonly #met = new Map<State, Map<State, { readonly kind: DifferenceKind | undefined }>>();
  /** Whether one of the two may lack something that the other can say. */
  readonly #mayLack: boolean;

  /** What each cannot say, of the requests in the present state. */
  #unsaid!: Two<Unsaid>;

  /** Whether requests are in words that are not those of both: what is read in one says nothing of a field of the other. */
  readonly #translated: boolean;

  /** What takes the requests of the present operation; missing where they are read one by one. */
  #takers: Two<FrameTaker | undefined> = { a: undefined, b: undefined };

  #pairs = 0;

  constructor(profiles: { readonly a: Profile; readonly b: Profile }, scope: ScopePair, comparison: Comparison) {
    this.#asked = { a: new Asked(profiles.a, profiles.b), b: new Asked(profiles.b, profiles.a) };
    this.#comparison = comparison;
    this.#scope = scope;
    const { vocabulary } = comparison.requests;
    this.#translated = [profiles.a, profiles.b].some(({ family }) => family.vocabulary !== vocabulary);
    this.#mayLack = !saysTheSame(profiles.a.uapi, profiles.b.uapi);
  }

  initial() {
    const { a, b } = this.#start();
    const node = { a, b, path: [], number: this.#pairs++ };
    return { node, key: this.#key(node) };
  }

  /** The pair at the end of a path from the first one. */
  at(path: readonly Request[], number: number): Pair {
    let { a, b } = this.#start();
    for (const common of path) {
      a = this.#asked.a.decider.take(a, this.#phrase('a', common)!).after;
      b = this.#asked.b.decider.take(b, this.#phrase('b', common)!).after;
    }
    return { a, b, path, number };
  }

  #start(): Pick<Pair, 'a' | 'b'> {
    const { a, b } = this.#asked;
    const { universe } = this.#comparison;
    return {
      a: a.profile.family.initial(universe.a, a.profile.keeping),
      b: b.profile.family.initial(universe.b, b.profile.keeping),
    };
  }

  counts(): DiffCounts {
    const { a, b } = this.#asked;
    return { found: this.#found.found(), asked: { a: a.result(), b: b.result() } };
  }

  /** Requests that both were asked. */
  get compared(): number {
    return this.#found.compared;
  }

  #key(states: Pick<Pair, 'a' | 'b'>): string {
    return this.#comparison.key(states, this.#comparison.labels(states.a));
  }

  *expand(node: Pair, emit: Emit<Pair, Request>): Generator<void, undefined> {
    this.#met.clear();
    this.#unsaid = { a: unsaidOf(this.#asked.a), b: unsaidOf(this.#asked.b) };
    this.#found.begin(node.number);
    const { requests } = this.#comparison;
    const labels = this.#comparison.labels(node.a);
    for (const op of requests.ops)
      for (const hook of requests.hooks(op)) {
        yield;
        const levels = choicesIn(requests, node.a, op, hook, labels);
        this.#takers = { a: this.#taker('a', node.a, op, hook, levels), b: this.#taker('b', node.b, op, hook, levels) };
        yield* walkInParts(requests, node.a, op, hook, levels, (request, chosen) =>
          this.#ask(node, request, chosen, emit),
        );
      }
    return undefined;
  }

  /** What takes the requests of an operation by their options, where one of the two is asked them as they are. */
  #taker(which: 'a' | 'b', state: State, op: string, hook: string, levels: readonly Choices[]): FrameTaker | undefined {
    const { profile, decider } = this.#asked[which];
    const { phrase, requests } = this.#comparison;
    if (phrase !== undefined || profile.uapi.fields[op] === undefined) return undefined;
    return new FrameTaker(profile, decider, frameOver(requests, decider.of(op).table, state, hook, levels));
  }

  /** Asks both. Returns the fields that either of them looked at. */
  #ask(node: Pair, common: Request, chosen: readonly number[], emit: Emit<Pair, Request>): number {
    const a = this.#phrase('a', common);
    const b = this.#phrase('b', common);
    if (a === undefined || b === undefined) return EVERY_FIELD;
    if (this.#mayLack) {
      const without = { a: this.#unsaid.a.of(a), b: this.#unsaid.b.of(b) };
      if (without.a.length > 0 || without.b.length > 0) return this.#onlyOne(node, common, a, b, without, chosen);
    }
    this.#found.compared += 1;
    const one = this.#take('a', node.a, a, chosen);
    const other = this.#take('b', node.b, b, chosen);
    const moved = one.after !== node.a && other.after !== node.b;
    // What a success comes to is the states behind it alone; a request that fails may have an effect too.
    const isShared = moved && isOk(one) && isOk(other);
    const met = isShared ? this.#met.get(one.after)?.get(other.after) : undefined;
    const kind = met === undefined ? this.#comparison.differs(node, cameOf(one), cameOf(other)) : met.kind;
    if (kind !== undefined) this.#note(kind, node, common, one, other);
    if (isShared && met === undefined) {
      const others = this.#met.get(one.after) ?? new Map();
      this.#met.set(one.after, others.set(other.after, { kind }));
    }
    const alike = kind === undefined || kind === 'revision';
    if (moved && met === undefined && alike && this.#comparison.follows(one.after)) {
      const next = { a: one.after, b: other.after };
      emit(this.#key(next), () => {
        const label = { ...common };
        return { node: { a: next.a, b: next.b, path: [...node.path, label], number: this.#pairs++ }, label };
      });
    }
    return this.#reads(common, one) | this.#reads(common, other);
  }

  #phrase(which: 'a' | 'b', common: Request): Request | undefined {
    const { phrase } = this.#comparison;
    return phrase === undefined ? common : phrase(which, common);
  }

  #note(kind: DifferenceKind, node: Pair, common: Request, one: Taken, other: Taken): void {
    const visible = () =>
      one.decided.rule.then.outcome !== other.decided.rule.then.outcome ||
      kind !== 'behaviour' ||
      this.#comparison.isVisible({ a: one.after, b: other.after });
    const steps = this.#comparison.setup + node.path.length + 1;
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
    chosen: readonly number[],
  ): number {
    const sides = [
      ['a', node.a, a, without.b],
      ['b', node.b, b, without.a],
    ] as const;
    let reads = 0;
    for (const [only, state, request, missing] of sides) {
      const own = only === 'a' ? without.a : without.b;
      if (own.length > 0 || missing.length === 0) continue;
      const { decided } = this.#take(only, state, request, chosen);
      reads |= this.#reads(common, { decided });
      for (const what of missing) this.#found.say(what, only, decided.rule, () => this.#example(node, common));
    }
    return reads;
  }

  #take(which: 'a' | 'b', state: State, request: Request, chosen: readonly number[]): Taken {
    const asked = this.#asked[which];
    const taken = this.#takers[which]?.take(request, chosen) ?? asked.decider.takeAmong(state, request);
    taken.decided.count += 1;
    asked.note(state, request, taken.after);
    return taken;
  }

  /** Of fields that are said in one another, whoever looks at one looks at all. */
  #reads({ op }: Request, { decided }: Pick<Taken, 'decided'>): number {
    if (this.#translated) return EVERY_FIELD;
    const reads = readsOf(decided);
    const { requests, together } = this.#comparison;
    const all = requests.vocabulary.bitsOf(together(op));
    return (reads & all) === 0 ? reads : reads | all;
  }

  #example({ path }: Pair, last: Request): Example {
    const all = [...path, { ...last }];
    const { universe } = this.#comparison;
    const phrased = (which: 'a' | 'b') => all.map((each) => this.#phrase(which, each)!);
    return {
      scope: this.#scope.a.name,
      universe,
      a: phrased('a'),
      b: phrased('b'),
    };
  }
}

const unsaidOf = ({ profile: { family, uapi } }: Asked) => new Unsaid(uapi, family.vocabulary);

const isOk = ({ decided }: Taken) => decided.rule.then.outcome === 'ok';

const cameOf = ({ rule, view, after }: Taken) => ({ outcome: rule.then.outcome, view, after });
