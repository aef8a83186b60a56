import type { Profile } from '../../spec/profile.ts';
import type { History, Property } from '../../spec/properties/property.ts';
import type { PropertyScopes, Request, Scope } from '../../spec/semantics.ts';
import type { TriedStep } from '../decide/trial-state.ts';
import { type Explored, isUnfinished } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { Portion, type PortionHand, shareOut } from '../search/portion.ts';
import { type AsyncRun, asAsyncPart, asPart, type Run } from '../search/run.ts';
import type { Noted, Otherwise, Violation } from './property-ground.ts';
import { Paths } from './property-paths.ts';
import { addTo, type NumberedNode, notedInScope, States, type StatesCounts } from './property-states.ts';

export type { Violation } from './property-ground.ts';

/** What a search found out about one property. */
export interface Finding {
  readonly property: Property;
  /** How often it was put to the test, and in how many of these cases it does not hold. */
  readonly tested: number;
  readonly broken: number;
  readonly violation?: Violation;
  readonly otherwise?: Otherwise;
  /** For a property of paths: how many steps they were followed. */
  readonly steps?: number;
}

/** What a search came to. */
export interface PropertyResults {
  readonly findings: readonly Finding[];
  readonly states: number;
  /** Requests that were tried in these states, without those that properties make up. */
  readonly requests: number;
  readonly complete: boolean;
}

/** Where a search stands. */
export interface SearchProgress {
  readonly scope: string;
  readonly states: number;
  readonly requests: number;
}

/** A piece of a search: most properties in the states of one scope, or one property along paths. Plain data. */
export type PropertyPiece =
  | { readonly is: 'states'; readonly scope: number }
  | { readonly is: 'paths'; readonly property: string };

/** What came of it. Plain data: it goes from one thread to another. */
export interface SearchedPiece extends StatesCounts {
  readonly states: number;
  /** The steps that fill the list beforehand, of which a trace tells nothing. */
  readonly setup: number;
  readonly complete: boolean;
}

/** The pieces of a search for violations of every property of a semantics. */
export function piecesOf({ properties }: Profile, { states }: PropertyScopes): readonly PropertyPiece[] {
  return [
    ...states.map((_, scope): PropertyPiece => ({ is: 'states', scope })),
    ...properties.flatMap(({ kind, id }): PropertyPiece[] =>
      kind === 'history' ? [{ is: 'paths', property: id }] : [],
    ),
  ];
}

/** A part of the states of one scope. */
export type StatesPortion = Portion<Request, never, StatesCounts>;
export type StatesHand = PortionHand<Request, never, StatesCounts>;

/** Searches piece after piece of one search. */
export class PropertySearcher {
  readonly #semantics: Profile;
  readonly #scopes: PropertyScopes;
  /** What can be done in each state along paths, by what the state is. */
  readonly #tried = new Map<string, readonly TriedStep[]>();

  constructor(semantics: Profile, scopes: PropertyScopes) {
    this.#semantics = semantics;
    this.#scopes = scopes;
  }

  *search(piece: PropertyPiece): Run<SearchProgress, SearchedPiece> {
    if (piece.is === 'paths') return yield* this.#alongPaths(piece.property);
    const { scope, limits } = this.#scopes.states[piece.scope]!;
    const space = this.#space(scope);
    const explored = yield* asPart(explore<NumberedNode, Request, never>(space, limits), ({ states }) => ({
      scope: scope.name,
      states,
      requests: space.requests,
    }));
    return searchedStates(space, explored, [space.counts()]);
  }

  /** A part of the states of a scope, by the number of that. */
  portion(scope: number): StatesPortion {
    return new Portion(this.#space(this.#scopes.states[scope]!.scope));
  }

  /** The states of a scope, shared out. */
  async *searchShared(scope: number, hands: readonly StatesHand[]): AsyncRun<SearchProgress, SearchedPiece> {
    const bounded = this.#scopes.states[scope]!;
    const space = this.#space(bounded.scope);
    const portion: StatesPortion = new Portion(space);
    const { explored, counted } = yield* asAsyncPart(shareOut(portion, hands, bounded.limits), (at) => ({
      scope: bounded.scope.name,
      states: at.states,
      get requests() {
        return notedInScope(at.counted()).requests;
      },
    }));
    return searchedStates(space, explored, counted);
  }

  #space(scope: Scope): States {
    const inStates = this.#semantics.properties.filter(({ kind }) => kind !== 'history');
    return new States(this.#semantics, scope, inStates);
  }

  *#alongPaths(id: string): Run<SearchProgress, SearchedPiece> {
    const { scope, limits } = this.#scopes.paths;
    const property = this.#semantics.properties.find((each) => each.id === id) as History;
    const fields = new Map<string, ReadonlySet<string>>();
    for (;;) {
      const noted: Noted = { id, tested: 0, broken: 0 };
      const space = new Paths(noted, property, this.#semantics, scope, this.#tried, fields);
      const { ending, states } = yield* asPart(explore(space, limits), (at) => ({
        scope: scope.name,
        states: at.states,
        requests: 0,
      }));
      const complete = !isUnfinished(ending);
      if (!complete || space.unread.size === 0) {
        if (ending.is === 'failed') Object.assign(noted, { broken: 1, violation: ending.failure });
        return { noted: [noted], states, requests: 0, setup: 0, complete };
      }
      // The property read what no rule did: requests that differ in that are to be told apart too.
      for (const [op, more] of space.unread) fields.set(op, new Set([...(fields.get(op) ?? []), ...more]));
    }
  }
}

function searchedStates(
  { setup }: States,
  { states, ending }: Explored<Request, never>,
  counted: readonly StatesCounts[],
): SearchedPiece {
  return { ...notedInScope(counted), states, setup, complete: !isUnfinished(ending) };
}

/** What some pieces of a search come to, in their order; the last of them may be missing. */
export function propertyResults(
  semantics: Profile,
  { paths }: PropertyScopes,
  pieces: readonly PropertyPiece[],
  searched: readonly SearchedPiece[],
): PropertyResults {
  const all = new Map<string, Noted>();
  for (const { noted, setup } of searched) {
    for (const each of noted) {
      const known = all.get(each.id);
      if (known === undefined) all.set(each.id, { ...each });
      else addTo(known, each, setup);
    }
  }
  const isFollowed = (id: string) =>
    searched.some(({ complete }, index) => {
      const piece = pieces[index]!;
      return complete && piece.is === 'paths' && piece.property === id;
    });
  return {
    findings: semantics.properties.map((property) => {
      const { tested = 0, broken = 0, violation, otherwise } = all.get(property.id) ?? {};
      return {
        property,
        tested,
        broken,
        ...(violation === undefined ? {} : { violation }),
        ...(otherwise === undefined ? {} : { otherwise }),
        ...(isFollowed(property.id) ? { steps: paths.limits.depth! } : {}),
      };
    }),
    states: searched.reduce((sum, { states }) => sum + states, 0),
    requests: searched.reduce((sum, { requests }) => sum + requests, 0),
    complete: searched.length === pieces.length && searched.every(({ complete }) => complete),
  };
}

/** Looks for violations of every property of a semantics. A caller that answers `true` ends the search. */
export function* searchProperties(semantics: Profile, scopes: PropertyScopes): Run<SearchProgress, PropertyResults> {
  const searcher = new PropertySearcher(semantics, scopes);
  const pieces = piecesOf(semantics, scopes);
  const searched: SearchedPiece[] = [];
  let [states, requests] = [0, 0];
  for (const piece of pieces) {
    const one = yield* asPart(searcher.search(piece), (at) => ({
      scope: at.scope,
      states: states + at.states,
      requests: requests + at.requests,
    }));
    searched.push(one);
    if (!one.complete) break;
    states += one.states;
    requests += one.requests;
  }
  return propertyResults(semantics, scopes, pieces, searched);
}
