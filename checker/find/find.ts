import { deciderOf } from '../../spec/decide/decider.ts';
import { readsOf } from '../../spec/decide/decisions.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Rule } from '../../spec/rule.ts';
import type { Exploration, Labelling, Request, RequestSource, Scope, State } from '../../spec/semantics.ts';
import { walk } from '../requests/walk.ts';
import type { Explored, Limits, Progress } from '../search/discovery.ts';
import { type Emit, explore, type SearchSpace } from '../search/explore.ts';
import { asPart, type Run } from '../search/run.ts';
import { type Narrowing, narrowed, pinned } from './narrow.ts';

/** What is looked for: a state, a request, or a request with the state after it. */
export interface Goal {
  /** What decides the last request, if there is to be one. */
  readonly step?: (rule: Rule) => boolean;
  /** The state at the end. */
  readonly state?: (state: State) => boolean;
  /** The programs and links that it tells from others of their kind; all of them where nothing is known of it. */
  readonly names: readonly string[] | 'all';
}

/** A search for the shortest ways from a state of a scope to a goal. */
export interface Search {
  readonly semantics: Profile;
  readonly scope: Scope;
  /** The requests that lead to the start. */
  readonly start: readonly Request[];
  readonly goal: Goal;
  readonly narrowing?: Narrowing;
  /** Whether a way may go on from a state, given the start. */
  readonly keeps?: (start: State, after: State) => boolean;
  /** How many ways are wanted. */
  readonly ways: number;
  readonly limits: Limits;
}

/** Where it stands. */
export interface FindProgress extends Progress {
  readonly transitions: number;
}

/** What came of it. */
export interface Found {
  /** Shortest ways; none where there is none, or where it was not found out. */
  readonly ways: readonly (readonly Request[])[];
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** What kept the search from seeing everything, where no way was found. */
  readonly bound?: { readonly bound: 'depth' | 'states' | 'memory'; readonly limit: number };
  readonly interrupted: boolean;
}

interface Node {
  readonly state: State;
  readonly key: string;
  readonly depth: number;
}

/** A request that leads to a state on a shortest way, from the state of a key. */
interface Edge {
  readonly from: string;
  readonly request: Request;
  /** The rule that decides it. Ways that differ in less than a rule or a state between are one. */
  readonly rule: string;
}

/** The states of a scope, with every shortest way to each, as far as ways are wanted. */
class Ways implements SearchSpace<Node, Request, true> {
  readonly #search: Search;
  readonly #exploration: Exploration;
  readonly #source: RequestSource;
  readonly #start: State;
  readonly #isExact: boolean;
  /** Whether one object that does not exist yet is as good as any other. */
  readonly #isReduced: boolean;
  readonly #edges = new Map<string, Edge[]>();
  readonly #depths = new Map<string, number>();
  readonly #keys = new WeakMap<State, string>();
  /** The last requests of ways, all of one length; a key of its own for each. */
  readonly #ends: Edge[] = [];
  readonly #ended = new Set<string>();
  #length: number | undefined;
  transitions = 0;

  constructor(search: Search) {
    const { semantics, scope, start, goal, narrowing, ways } = search;
    this.#search = search;
    this.#exploration = semantics.family.explore(scope, semantics);
    const { requests, universe } = this.#exploration;
    this.#source = narrowing === undefined ? requests : narrowed(requests, narrowing);
    const decider = deciderOf(semantics);
    const first = semantics.family.initial(universe, semantics.keeping);
    this.#start = start.reduce((state, request) => decider.take(state, request).after, first);
    // A way to a state is no way to one that differs by the names of objects.
    this.#isExact = goal.names === 'all' || narrowing?.owned !== undefined || ways > 1;
    const absent = semantics.family.finding?.free(first) ?? [];
    this.#isReduced = !this.#isExact && absent.every((name) => !goal.names.includes(name));
  }

  initial() {
    const key = this.#key(this.#start);
    this.#depths.set(key, 0);
    return { node: { state: this.#start, key, depth: 0 }, key };
  }

  /** Whether the start is the goal. */
  isThere(): boolean {
    const { step, state } = this.#search.goal;
    return step === undefined && (state?.(this.#start) ?? false);
  }

  expand(node: Node, emit: Emit<Node, Request>) {
    if (this.#length !== undefined && node.depth >= this.#length) return { failure: true as const };
    const { semantics, ways } = this.#search;
    const decider = deciderOf(semantics);
    const labels = this.#labels(node.state);
    for (const op of this.#source.ops)
      for (const hook of this.#source.hooks(op)) {
        const take = (request: Request) => {
          const taken = decider.takeAmong(node.state, request);
          this.transitions += 1;
          this.#follow(node, request, taken.rule, taken.after, emit);
          return readsOf(taken.decided);
        };
        walk(this.#source, node.state, op, hook, labels, take, this.#isReduced);
        if (this.#ends.length >= ways) return { failure: true as const };
      }
    return undefined;
  }

  #follow(node: Node, request: Request, rule: Rule, after: State, emit: Emit<Node, Request>): void {
    const { goal, keeps, ways } = this.#search;
    const isRefusal = after === node.state;
    const isEnd = goal.step?.(rule) ?? false;
    if ((isRefusal && !isEnd) || this.#ends.length >= ways) return;
    if (keeps !== undefined && !isRefusal && !keeps(this.#start, after)) return;
    const key = this.#key(after);
    const depth = node.depth + 1;
    const known = this.#depths.get(key);
    const isShort = known === undefined || known === depth;
    if (isEnd || (goal.step === undefined && isShort)) {
      if (goal.state?.(after) ?? true) this.#end(node, { from: node.key, request: { ...request }, rule: rule.id }, key);
    }
    if (isRefusal || !isShort) return;
    const edges = this.#edges.get(key) ?? [];
    const isOther = !edges.some((edge) => edge.from === node.key && edge.rule === rule.id);
    if (edges.length < ways && isOther) edges.push({ from: node.key, request: { ...request }, rule: rule.id });
    this.#edges.set(key, edges);
    if (known !== undefined || !this.#exploration.follows(after)) return;
    this.#depths.set(key, depth);
    emit(key, () => ({ node: { state: after, key, depth }, label: request }));
  }

  #end({ key, depth }: Node, edge: Edge, to: string): void {
    const name = JSON.stringify([key, edge.rule, to]);
    if (this.#ended.has(name)) return;
    this.#ended.add(name);
    this.#length ??= depth + 1;
    this.#ends.push(edge);
  }

  /** Shortest ways, as many as are wanted, in the order in which they were found. */
  found(): readonly (readonly Request[])[] {
    const found: (readonly Request[])[] = [];
    for (const { from, request } of this.#ends)
      for (const path of this.#pathsTo(from)) {
        if (found.length === this.#search.ways) return found;
        found.push([...path, request]);
      }
    return found;
  }

  *#pathsTo(key: string): Generator<readonly Request[]> {
    if (this.#depths.get(key) === 0) yield [];
    else
      for (const { from, request } of this.#edges.get(key)!)
        for (const path of this.#pathsTo(from)) yield [...path, request];
  }

  #labels(state: State): Labelling {
    if (this.#isExact) return this.#exploration.identity;
    return pinned(this.#exploration.labels(state), this.#search.goal.names as readonly string[]);
  }

  #key(state: State): string {
    let key = this.#keys.get(state);
    if (key === undefined) {
      key = this.#exploration.key(state, this.#labels(state));
      this.#keys.set(state, key);
    }
    return key;
  }
}

function bounded({ ending }: Explored<Request, true>): Pick<Found, 'bound'> {
  return ending.is === 'bounded' ? { bound: { bound: ending.bound, limit: ending.limit } } : {};
}

/**
 * Looks for the shortest ways to a goal, by the rules alone, breadth first: where there is none and nothing bounded the search, no way
 * of the scope leads there.
 */
export function* find(search: Search): Run<FindProgress, Found> {
  const space = new Ways(search);
  if (space.isThere()) return { ways: [[]], states: 1, transitions: 0, depth: 0, interrupted: false };
  const explored = yield* asPart(explore(space, search.limits), (at) => ({ ...at, transitions: space.transitions }));
  const ways = space.found();
  return {
    ways,
    states: explored.states,
    transitions: space.transitions,
    depth: explored.depth,
    ...(ways.length > 0 ? {} : bounded(explored)),
    interrupted: explored.ending.is === 'interrupted',
  };
}
