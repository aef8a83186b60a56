import type { Commuting, Kinded } from '../../spec/commuting.ts';
import { Decider } from '../../spec/decide/decider.ts';
import { once } from '../../spec/once.ts';
import type { Profile } from '../../spec/profile.ts';
import type { BoundedScope, Exploration, Request, Scope, State, Universe } from '../../spec/semantics.ts';
import type { Outcome } from '../../spec/vocabulary/outcome.ts';
import { isUnfinished } from '../search/discovery.ts';
import { type Emit, explore, type SearchSpace } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import { commutingOf } from './commuting.ts';

/** What comes of two requests in one order and in the other. The first is harmless, and each worse than the one before. */
export const ORDER_EFFECTS = {
  commutes: 'both orders give the same outcomes, the same lists and the same revisions',
  revision: 'only revisions depend on the order',
  enables: 'one of the two succeeds only after the other',
  order: 'both succeed in both orders, and the lists differ',
  disables: 'each succeeds alone; one fails after the other',
  conflict: 'each succeeds alone; whichever comes second fails',
} as const satisfies Record<string, string>;
export type OrderEffect = keyof typeof ORDER_EFFECTS;

/** A shortest way to two requests, and what comes of them in either order. */
export interface OrderExample {
  readonly scope: string;
  readonly universe: Universe;
  readonly path: readonly Request[];
  readonly requests: readonly [Request, Request];
  /** Of the first request and the second, in this order and in the other. */
  readonly outcomes: { readonly inOrder: Outcomes; readonly reversed: Outcomes };
}
type Outcomes = readonly [Outcome, Outcome];

/** Pairs of requests of two kinds in one situation. */
export interface Cell {
  readonly kinds: readonly [string, string];
  readonly situation: string;
  pairs: number;
  readonly effects: Map<OrderEffect, { pairs: number; told: number; readonly witness: OrderExample }>;
}

/** What a comparison of orders came to. */
export interface Commuted {
  readonly cells: readonly Cell[];
  readonly states: number;
  readonly pairs: number;
  readonly complete: boolean;
}

interface Node {
  readonly state: State;
  readonly path: readonly Request[];
}

/** What came of one request, and then of another. */
interface After {
  readonly state: State;
  readonly outcome: Outcome;
}

/** States, each with every pair of requests that two agents might make there. */
class Pairs implements SearchSpace<Node, Request, never> {
  readonly cells = new Map<string, Cell>();
  pairs = 0;
  readonly #semantics: Profile;
  readonly #scope: Scope;
  readonly #decider: Decider;
  readonly #commuting: Commuting;
  readonly #exploration: Exploration;
  readonly #textOf = once((request: Request) => JSON.stringify(request));

  constructor(semantics: Profile, scope: Scope, cells: Map<string, Cell>) {
    this.#semantics = semantics;
    this.#scope = scope;
    this.#decider = new Decider(semantics);
    this.#commuting = commutingOf(semantics);
    this.#exploration = semantics.family.explore(scope, semantics);
    this.cells = cells;
  }

  initial() {
    const { family, keeping } = this.#semantics;
    const state = family.initial(this.#exploration.universe, keeping);
    return { node: { state, path: [] }, key: this.#key(state) };
  }

  #key(state: State): string {
    return this.#exploration.key(state, this.#exploration.labels(state));
  }

  expand({ state, path }: Node, emit: Emit<Node, Request>): undefined {
    const requests = this.#commuting.requests(state, this.#exploration);
    const first = requests.map(({ request }) => this.#step(state, request));
    const second = this.#seconds();
    requests.forEach((one, index) => {
      for (let other = index; other < requests.length; other += 1)
        this.#compare({ state, path }, [one, requests[other]!], first, [index, other], second);
      const { state: after } = first[index]!;
      if (after !== state)
        emit(this.#key(after), () => ({ node: { state: after, path: [...path, one.request] }, label: one.request }));
    });
    return undefined;
  }

  /** Makes requests behind others. What comes of one where all looks alike is worked out once. */
  #seconds(): (after: State, request: Request) => After {
    const { look, revisions } = this.#commuting;
    const alike = new Map<string, Map<string, After>>();
    // By the states themselves: texts are long, and many pairs lead to one state.
    const inState = once((after: State): Map<string, After> => {
      const seen = `${look(after)} ${revisions(after)}`;
      const known = alike.get(seen) ?? new Map<string, After>();
      alike.set(seen, known);
      return known;
    });
    return (after, request) => {
      const memo = inState(after);
      const text = this.#textOf(request);
      let known = memo.get(text);
      if (known === undefined) {
        known = this.#step(after, request);
        memo.set(text, known);
      }
      return known;
    };
  }

  #step(state: State, request: Request): After {
    const { after, rule } = this.#decider.take(state, request);
    return { state: after, outcome: rule.then.outcome };
  }

  #compare(
    { state, path }: Node,
    [one, other]: readonly [Kinded, Kinded],
    first: readonly After[],
    [at, otherAt]: readonly [number, number],
    second: (after: State, request: Request) => After,
  ): void {
    const twin = this.#commuting.asSecond(state, one.request, other.request);
    if (twin === undefined) return;
    const a = first[at]!;
    const b = twin === other.request ? first[otherAt]! : this.#step(state, twin);
    if (a.outcome !== 'ok' && b.outcome !== 'ok') return;
    if (this.#isSenseless(a.state, twin) || this.#isSenseless(b.state, one.request)) return;
    const ab = second(a.state, twin);
    const ba = second(b.state, one.request);
    const effect = effectOf(this.#commuting, a, b, ab, ba);
    // A request that is refused in any case says nothing of the other one.
    if ((a.outcome !== 'ok' || b.outcome !== 'ok') && effect !== 'enables') return;
    const told =
      effect !== 'commutes' &&
      this.#isTold(state, a.state, twin, second) &&
      this.#isTold(state, b.state, one.request, second);
    const cell = this.#cell([one.kind, other.kind], this.#commuting.situation(state, one.request, twin));
    this.pairs += 1;
    cell.pairs += 1;
    const known = cell.effects.get(effect);
    if (known !== undefined) {
      known.pairs += 1;
      known.told += told ? 1 : 0;
      return;
    }
    const outcomes = { inOrder: [a.outcome, ab.outcome], reversed: [ba.outcome, b.outcome] } as const;
    const { name: scope } = this.#scope;
    const witness = {
      scope,
      universe: this.#exploration.universe,
      path,
      requests: [one.request, twin],
      outcomes,
    } as const;
    cell.effects.set(effect, { pairs: 1, told: told ? 1 : 0, witness });
  }

  /** Whether a second request is told that something changed, had it expected the revision that was there at first. */
  #isTold(before: State, after: State, request: Request, second: (after: State, request: Request) => After): boolean {
    const expecting = this.#commuting.expecting(this.#semantics, before, after, request);
    if (expecting === undefined) return false;
    const { stale = ['ESTALE'] } = this.#commuting;
    return stale.includes(second(after, expecting).outcome);
  }

  /** Whether nobody can make a request in a state: two agents cannot both give a link the same name. */
  #isSenseless(state: State, request: Request): boolean {
    return this.#semantics.family.senseless?.(state, request) !== undefined;
  }

  #cell(kinds: readonly [string, string], situation: string): Cell {
    const order = this.#commuting.kinds;
    const sorted = kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)) as unknown as [string, string];
    const key = `${sorted.join(' | ')} | ${situation}`;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = { kinds: sorted, situation, pairs: 0, effects: new Map() };
      this.cells.set(key, cell);
    }
    return cell;
  }
}

/** What comes of two requests: `a` and `b` alone, `ab` the second after the first, `ba` the first after the second. */
function effectOf({ look, revisions }: Commuting, a: After, b: After, ab: After, ba: After): OrderEffect {
  if (a.outcome === ba.outcome && b.outcome === ab.outcome) {
    if (look(ab.state) !== look(ba.state)) return 'order';
    return revisions(ab.state) === revisions(ba.state) ? 'commutes' : 'revision';
  }
  const refused = [ab, ba].filter(({ outcome }) => outcome !== 'ok').length;
  if (a.outcome === 'ok' && b.outcome === 'ok') return refused === 2 ? 'conflict' : 'disables';
  const enabled = (a.outcome !== 'ok' && ba.outcome === 'ok') || (b.outcome !== 'ok' && ab.outcome === 'ok');
  return enabled ? 'enables' : 'commutes';
}

/** Where a comparison stands. */
export interface CommuteProgress {
  readonly scope: string;
  readonly states: number;
  readonly pairs: number;
}

/** Compares both orders of every two requests, in every state of some scopes. A caller that answers `true` ends it. */
export function* commute(
  semantics: Profile,
  scopes: readonly BoundedScope[],
): Generator<CommuteProgress, Commuted, boolean | undefined> {
  const cells = new Map<string, Cell>();
  let states = 0;
  let pairs = 0;
  const result = (complete: boolean): Commuted => ({
    cells: inOrder(commutingOf(semantics), cells),
    states,
    pairs,
    complete,
  });
  for (const { scope, limits } of scopes) {
    const space = new Pairs(semantics, scope, cells);
    const explored = yield* asPart(explore(space, limits), (at) => ({
      scope: scope.name,
      states: states + at.states,
      pairs: pairs + space.pairs,
    }));
    states += explored.states;
    pairs += space.pairs;
    if (isUnfinished(explored.ending)) return result(false);
  }
  return result(true);
}

function inOrder({ kinds: order, situations }: Commuting, cells: ReadonlyMap<string, Cell>): readonly Cell[] {
  const names = Object.keys(situations);
  const rank = ({ kinds: [a, b], situation }: Cell) =>
    (order.indexOf(a) * order.length + order.indexOf(b)) * names.length + names.indexOf(situation);
  return [...cells.values()].toSorted((a, b) => rank(a) - rank(b));
}
