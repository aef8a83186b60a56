import {
  CIRCUMSTANCES,
  type Circumstance,
  hookIn,
  situationOf,
} from '../../spec/families/slots/commute/circumstances.ts';
import { KINDS, type Kinded, requestsIn } from '../../spec/families/slots/commute/kinds.ts';
import { initialState } from '../../spec/families/slots/initial-state.ts';
import { freeLinks } from '../../spec/families/slots/properties/trial-requests.ts';
import { type BoundedScope, castOf, type Scope, universeOf } from '../../spec/families/slots/scopes/scope.ts';
import { keyOf, labelling } from '../../spec/families/slots/scopes/symmetry.ts';
import type { State } from '../../spec/families/slots/state.ts';
import type { Outcome, Request, Universe } from '../../spec/families/slots/vocabulary/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { World } from '../../spec/properties/property.ts';
import { fieldsOf } from '../../spec/uapi.ts';
import { Decider } from '../decide/decider.ts';
import { worldOf } from '../decide/trial-state.ts';
import { type Emit, explore, type SearchSpace } from '../search/explore.ts';
import { asPart } from '../search/run.ts';

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
  readonly situation: Circumstance;
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

/** Everything that can be seen of a state but its revisions. */
function lookOf(state: State): string {
  const { hooks, links } = worldOf(state);
  const lists = Object.values(hooks).map((seen) => (seen.is === 'list' ? { ...seen, revision: 0 } : seen));
  return JSON.stringify([lists, links]);
}

const revisionsOf = ({ hooks }: State) => String(Object.values(hooks).map(({ revision }) => revision));

/** States, each with every pair of requests that two agents might make there. */
class Pairs implements SearchSpace<Node, Request, never> {
  readonly cells = new Map<string, Cell>();
  pairs = 0;
  readonly #semantics: Profile;
  readonly #scope: Scope;
  readonly #decider: Decider;
  readonly #universe: Universe;

  constructor(semantics: Profile, scope: Scope, cells: Map<string, Cell>) {
    this.#semantics = semantics;
    this.#scope = scope;
    this.#decider = new Decider(semantics);
    this.#universe = universeOf(scope);
    this.cells = cells;
  }

  initial() {
    const state = initialState(this.#universe, this.#semantics.keeping);
    return { node: { state, path: [] }, key: this.#key(state) };
  }

  #key(state: State): string {
    const cast = castOf(this.#scope);
    return keyOf(cast, state, labelling(cast, state));
  }

  expand({ state, path }: Node, emit: Emit<Node, Request>): undefined {
    const world = worldOf(state);
    const requests = requestsIn(world, this.#semantics.uapi);
    const first = requests.map(({ request }) => this.#step(state, request));
    const memo = new Map<string, After>();
    const second = (after: State, request: Request): After => {
      const key = `${lookOf(after)} ${revisionsOf(after)} ${JSON.stringify(request)}`;
      let known = memo.get(key);
      if (known === undefined) {
        known = this.#step(after, request);
        memo.set(key, known);
      }
      return known;
    };
    requests.forEach((one, index) => {
      for (let other = index; other < requests.length; other += 1)
        this.#compare({ state, path }, world, [one, requests[other]!], first, [index, other], second);
      const { state: after } = first[index]!;
      if (after !== state)
        emit(this.#key(after), () => ({ node: { state: after, path: [...path, one.request] }, label: one.request }));
    });
    return undefined;
  }

  #step(state: State, request: Request): After {
    const { after, rule } = this.#decider.take(state, request);
    return { state: after, outcome: rule.then.outcome };
  }

  #compare(
    { state, path }: Node,
    world: World,
    [one, other]: readonly [Kinded, Kinded],
    first: readonly After[],
    [at, otherAt]: readonly [number, number],
    second: (after: State, request: Request) => After,
  ): void {
    const twin = asSecondAgent(world, one.request, other.request);
    if (twin === undefined) return;
    const a = first[at]!;
    const b = twin === other.request ? first[otherAt]! : this.#step(state, twin);
    if (a.outcome !== 'ok' && b.outcome !== 'ok') return;
    const ab = second(a.state, twin);
    const ba = second(b.state, one.request);
    const effect = effectOf(a, b, ab, ba);
    // A request that is refused in any case says nothing of the other one.
    if ((a.outcome !== 'ok' || b.outcome !== 'ok') && effect !== 'enables') return;
    const told =
      effect !== 'commutes' &&
      this.#isTold(state, a.state, twin, second) &&
      this.#isTold(state, b.state, one.request, second);
    const cell = this.#cell([one.kind, other.kind], situationOf(world, one.request, twin));
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
    const witness = { scope, universe: this.#universe, path, requests: [one.request, twin], outcomes } as const;
    cell.effects.set(effect, { pairs: 1, told: told ? 1 : 0, witness });
  }

  /** Whether a second request is told that something changed, had it expected the revision that was there at first. */
  #isTold(before: State, after: State, request: Request, second: (after: State, request: Request) => After): boolean {
    if (!fieldsOf(this.#semantics.uapi, request.op).includes('revision')) return false;
    const hook = hookIn(worldOf(before), request);
    const same = before.hooks[hook]!.revision === after.hooks[hook]!.revision;
    const expecting = { ...request, revision: same ? 'current' : 'stale' } as Request;
    return second(after, expecting).outcome === 'ESTALE';
  }

  #cell(kinds: readonly [string, string], situation: Circumstance): Cell {
    const sorted = kinds.toSorted((a, b) => KINDS.indexOf(a) - KINDS.indexOf(b)) as unknown as [string, string];
    const key = `${sorted.join(' | ')} | ${situation}`;
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = { kinds: sorted, situation, pairs: 0, effects: new Map() };
      this.cells.set(key, cell);
    }
    return cell;
  }
}

/** The second request as another agent makes it: a link that both would create gets a name of its own. */
function asSecondAgent(world: World, one: Request, other: Request): Request | undefined {
  if (one.op !== 'link_create' || other.op !== 'link_create') return other;
  const [, link] = freeLinks(world);
  return link === undefined ? undefined : { ...other, link };
}

/** What comes of two requests: `a` and `b` alone, `ab` the second after the first, `ba` the first after the second. */
function effectOf(a: After, b: After, ab: After, ba: After): OrderEffect {
  if (a.outcome === ba.outcome && b.outcome === ab.outcome) {
    if (lookOf(ab.state) !== lookOf(ba.state)) return 'order';
    return revisionsOf(ab.state) === revisionsOf(ba.state) ? 'commutes' : 'revision';
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
  const result = (complete: boolean): Commuted => ({ cells: inOrder(cells), states, pairs, complete });
  for (const { scope, limits } of scopes) {
    const space = new Pairs(semantics, scope, cells);
    const explored = yield* asPart(explore(space, limits), (at) => ({
      scope: scope.name,
      states: states + at.states,
      pairs: pairs + space.pairs,
    }));
    states += explored.states;
    pairs += space.pairs;
    if (explored.ending.is === 'interrupted') return result(false);
  }
  return result(true);
}

function inOrder(cells: ReadonlyMap<string, Cell>): readonly Cell[] {
  const situations = Object.keys(CIRCUMSTANCES);
  const rank = ({ kinds: [a, b], situation }: Cell) =>
    (KINDS.indexOf(a) * KINDS.length + KINDS.indexOf(b)) * situations.length + situations.indexOf(situation);
  return [...cells.values()].toSorted((a, b) => rank(a) - rank(b));
}
