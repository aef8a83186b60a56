import type { Profile } from '../../spec/profile.ts';
import type { History, Property } from '../../spec/properties/property.ts';
import type { BoundedScope, PropertyScopes, Request } from '../../spec/semantics.ts';
import type { TriedStep } from '../decide/trial-state.ts';
import { isUnfinished } from '../search/discovery.ts';
import { explore, type SearchSpace } from '../search/explore.ts';
import { asPart, type Run } from '../search/run.ts';
import type { Noted, Violation } from './property-ground.ts';
import { Paths } from './property-paths.ts';
import { addTo, States } from './property-states.ts';

export type { Violation } from './property-ground.ts';

/** What a search found out about one property. */
export interface Finding {
  readonly property: Property;
  /** How often it was put to the test, and in how many of these cases it does not hold. */
  readonly tested: number;
  readonly broken: number;
  readonly violation?: Violation;
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

/** A piece of a search: some properties in the states of one scope, or one property along paths. Plain data, with properties by their ids. */
export type PropertyPiece =
  | { readonly is: 'states'; readonly scope: number; readonly properties: readonly string[] }
  | { readonly is: 'paths'; readonly property: string };

/** What came of it. */
export interface SearchedPiece {
  readonly noted: readonly Noted[];
  readonly states: number;
  readonly requests: number;
  /** The steps that fill the list beforehand, of which a trace tells nothing. */
  readonly setup: number;
  readonly complete: boolean;
}

/** The pieces of a search for violations of every property of a semantics; the states of a scope are gone through by so many. */
export function piecesOf({ properties }: Profile, { states }: PropertyScopes, times = 1): readonly PropertyPiece[] {
  const inStates = properties.filter(({ kind }) => kind !== 'history').map(({ id }) => id);
  const groups = Array.from({ length: times }, (_, group) => inStates.filter((_id, index) => index % times === group));
  const some = groups.filter((group, index) => index === 0 || group.length > 0);
  return [
    ...states.flatMap((_, scope) => some.map((group): PropertyPiece => ({ is: 'states', scope, properties: group }))),
    ...properties.flatMap(({ kind, id }): PropertyPiece[] =>
      kind === 'history' ? [{ is: 'paths', property: id }] : [],
    ),
  ];
}

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
    return piece.is === 'states' ? yield* this.#inStates(piece) : yield* this.#alongPaths(piece.property);
  }

  *#inStates({ scope, properties }: PropertyPiece & { readonly is: 'states' }): Run<SearchProgress, SearchedPiece> {
    const bounded = this.#scopes.states[scope]!;
    const chosen = this.#semantics.properties.filter(({ id }) => properties.includes(id));
    const space = new States(this.#semantics, bounded.scope, chosen);
    const { states, complete } = yield* searched(space, bounded, () => space.requests);
    return { noted: space.noted, states, requests: space.requests, setup: space.setup, complete };
  }

  *#alongPaths(id: string): Run<SearchProgress, SearchedPiece> {
    const { paths } = this.#scopes;
    const property = this.#semantics.properties.find((each) => each.id === id) as History;
    const noted: Noted = { id, tested: 0, broken: 0 };
    const space = new Paths(noted, property, this.#semantics, paths.scope, this.#tried);
    const { states, complete, failure } = yield* searched(space, paths, () => 0);
    if (failure !== undefined) Object.assign(noted, { broken: 1, violation: failure });
    return { noted: [noted], states, requests: 0, setup: 0, complete };
  }
}

/** Searches a space within bounds; a search that finds something is complete. */
function* searched<Failure>(
  space: SearchSpace<unknown, Request, Failure>,
  { scope, limits }: BoundedScope,
  requests: () => number,
): Run<SearchProgress, { readonly states: number; readonly complete: boolean; readonly failure?: Failure }> {
  const { ending, states } = yield* asPart(explore(space, limits), (at) => ({
    scope: scope.name,
    states: at.states,
    requests: requests(),
  }));
  return { states, complete: !isUnfinished(ending), ...(ending.is === 'failed' ? { failure: ending.failure } : {}) };
}

/** What some pieces of a search come to, in their order; the last of them may be missing. */
export function resultOf(
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
  // Several pieces may go through the same states.
  const isFirst = pieces.map((piece, index) => piece.is === 'paths' || piece.scope !== scopeOf(pieces[index - 1]));
  const sum = (of: (each: SearchedPiece) => number) =>
    searched.reduce((total, each, index) => (isFirst[index] ? total + of(each) : total), 0);
  const isFollowed = (id: string) =>
    searched.some(({ complete }, index) => {
      const piece = pieces[index]!;
      return complete && piece.is === 'paths' && piece.property === id;
    });
  return {
    findings: semantics.properties.map((property) => {
      const { tested = 0, broken = 0, violation } = all.get(property.id) ?? {};
      return {
        property,
        tested,
        broken,
        ...(violation === undefined ? {} : { violation }),
        ...(isFollowed(property.id) ? { steps: paths.limits.depth! } : {}),
      };
    }),
    states: sum(({ states }) => states),
    requests: sum(({ requests }) => requests),
    complete: searched.length === pieces.length && searched.every(({ complete }) => complete),
  };
}

const scopeOf = (piece: PropertyPiece | undefined) => (piece?.is === 'states' ? piece.scope : undefined);

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
  return resultOf(semantics, scopes, pieces, searched);
}
