import type { Choice, Race, RaceFact, RaceProperty, RaceState } from '../../spec/race.ts';
import { explore, type SearchSpace } from '../search/explore.ts';
import { asPart, atOnce } from '../search/run.ts';

/** What came of one property. */
export interface PropertyFinding {
  readonly id: string;
  /** Facts that put it to the test, as one that breaks it does; 0: it was not exercised. */
  readonly tested: number;
  /** Interleavings in which it is broken at least once. */
  readonly brokenIn: bigint;
  /** A shortest way to break it. */
  readonly example: readonly Choice[] | undefined;
}

/** What was found out about a race. */
export interface RaceResults {
  readonly complete: boolean;
  readonly states: number;
  /** Steps of a longest interleaving. */
  readonly depth: number;
  /** Ways from the first state to one where nobody has anything left to do. */
  readonly interleavings: bigint;
  readonly properties: readonly PropertyFinding[];
  /** The first of the shortest and the first of the longest interleavings that were gone through to their end. */
  readonly shown: Readonly<Record<Length, readonly Choice[] | undefined>>;
}

/** Which interleaving is asked for. */
export type Length = 'shortest' | 'longest';

/** A bound on the states of a search, if there is one. */
export interface RaceLimits {
  readonly states?: number;
}

export const limitsOf = (states: number | undefined): RaceLimits => (states === undefined ? {} : { states });

/** Where a search stands. */
export interface SearchProgress {
  readonly states: number;
  readonly queue: number;
}

/** A state that is still to be expanded, and the way it was found. */
interface Node {
  readonly state: RaceState;
  readonly key: string;
  readonly path: readonly Choice[];
}

/** A step from one state to another, with the properties it breaks, a bit for each. */
interface Edge {
  readonly to: string;
  readonly broken: number;
}

/** What is known of a state once it has been expanded: what follows, and what it breaks itself where nothing does. */
interface Expanded {
  readonly edges: readonly Edge[];
  readonly broken: number;
}

/** Judges facts, and remembers how often each property was put to the test and how it was first broken. */
class Judge {
  readonly #properties: readonly RaceProperty[];
  readonly tested: number[];
  readonly examples: (readonly Choice[] | undefined)[];
  readonly shown: Record<Length, readonly Choice[] | undefined> = { shortest: undefined, longest: undefined };
  /** The steps that lacked the fd or pin they need. */
  readonly lacked = new Set<object>();

  constructor(properties: readonly RaceProperty[]) {
    this.#properties = properties;
    this.tested = properties.map(() => 0);
    this.examples = properties.map(() => undefined);
  }

  /** Notes an interleaving that has come to its end. */
  ended(path: readonly Choice[]): void {
    this.shown.shortest ??= path;
    if (this.shown.longest === undefined || path.length > this.shown.longest.length) this.shown.longest = path;
  }

  /** The properties that a fact breaks, a bit for each; `path` leads to it. */
  broken(fact: RaceFact, path: readonly Choice[]): number {
    let broken = 0;
    this.#properties.forEach((property, index) => {
      const holds = property.holds(fact);
      if (!holds || property.sometimes(fact)) this.tested[index]! += 1;
      if (holds) return;
      broken |= 1 << index;
      this.examples[index] ??= path;
    });
    return broken;
  }
}

/** At most so many properties have a bit each. */
const MOST = 31;

/**
 * The number of ways from a state to an end that break none of some properties. Every step uses up something of a
 * program or of a bound on attempts, so no state comes before itself.
 */
function waysFrom(first: string, graph: ReadonlyMap<string, Expanded>, unbroken: number): bigint {
  const known = new Map<string, bigint>();
  const ways = (key: string): bigint => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const { edges, broken } = graph.get(key)!;
    const clean = edges.filter((edge) => (edge.broken & unbroken) === 0);
    const own = (broken & unbroken) === 0 ? 1n : 0n;
    const sum = edges.length === 0 ? own : clean.reduce((total, { to }) => total + ways(to), 0n);
    known.set(key, sum);
    return sum;
  };
  return ways(first);
}

/**
 * Lets the agents of a race act in every order, and judges each step and each end. Yields after every state; a caller that
 * answers `true` ends the search, which is then not complete and says nothing of interleavings.
 */
export function* search(
  race: Race,
  limits: RaceLimits = {},
): Generator<SearchProgress, RaceResults, boolean | undefined> {
  if (race.properties.length > MOST)
    throw new Error(`expected at most ${MOST} properties of races, found ${race.properties.length}`);
  const graph = new Map<string, Expanded>();
  const judge = new Judge(race.properties);
  const { state: start } = race.prepare(race.begin());
  const first: Node = { state: start, key: race.key(start), path: [] };
  const space: SearchSpace<Node, Choice, never> = {
    initial: () => ({ node: first, key: first.key }),
    expand: ({ state, key, path }, emit) => {
      const open = race.choices(state);
      const edges = open.map((choice): Edge => {
        const { state: next, event } = race.take(state, choice);
        const further = [...path, choice];
        if (event.lacks !== undefined) judge.lacked.add(event.step);
        const to = race.key(next);
        emit(to, () => ({ node: { state: next, key: to, path: further }, label: choice }));
        return { to, broken: judge.broken(event.fact, further) };
      });
      if (open.length === 0) judge.ended(path);
      graph.set(key, { edges, broken: open.length > 0 ? 0 : judge.broken(race.end(state), path) });
      return undefined;
    },
  };
  const { ending, states, depth } = yield* asPart(explore(space, limits), (at) => ({
    states: at.states,
    queue: at.queue,
  }));
  if (ending.is === 'complete') race.conclude?.(judge.lacked);
  const count = (unbroken: number) => waysFrom(first.key, graph, unbroken);
  return concluded(race.properties, judge, { states, depth }, ending.is === 'complete' ? count : undefined);
}

function concluded(
  all: readonly RaceProperty[],
  { tested, examples, shown }: Judge,
  size: Pick<RaceResults, 'states' | 'depth'>,
  ways: ((unbroken: number) => bigint) | undefined,
): RaceResults {
  const interleavings = ways?.(0) ?? 0n;
  return {
    complete: ways !== undefined,
    ...size,
    interleavings,
    shown,
    properties: all.map(({ id }, index) => ({
      id,
      tested: tested[index]!,
      brokenIn: ways === undefined || examples[index] === undefined ? 0n : interleavings - ways(1 << index),
      example: examples[index],
    })),
  };
}

/** Searches a race to its end without a pause. */
export function searchAll(race: Race): RaceResults {
  return atOnce(search(race));
}
