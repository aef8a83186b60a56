import type { Uapi } from './uapi.ts';
import type { Vocabulary } from './vocabulary/vocabulary.ts';

/** What exists before the first request. */
export type Universe = object;

/** A state, as everybody sees it who is no part of its family: it is asked nothing else, and never changed in place. */
export interface State {
  readonly universe: Universe;
}

/** A request. Its other fields are those that the schema of its family has for its operation. */
export interface Request {
  readonly op: string;
}

/** What a query shows. Plain data. */
export type Observation = object;

/** Everything that can be seen of a machine at one time. Plain data. */
export interface World {
  readonly universe: Universe;
}

/** What tells the states of one semantics from those of another of its family. */
export interface Keeping {
  /** The flags of requests that stay behind in the state. */
  readonly slotFlags?: readonly string[];
  readonly [trait: string]: unknown;
}

/** What bounds an exploration: which objects there are, and what requests may say of them. */
export interface Scope {
  readonly name: string;
}

/** Scopes by name; the one called `default` comes first. */
export type Scopes = { readonly default: Scope } & Readonly<Record<string, Scope>>;

/** What is done to a state. Plain data: two changes do the same to a state where they are equal as text. */
export interface Change {
  readonly is: string;
}

/** One row of a table of effects. */
export interface EffectRow {
  /** The operations that may have it; without it every operation may. */
  readonly of?: readonly string[];
  /** Whether a request that fails may have it: what an undoing forgets. */
  readonly ofFailures?: true;
  /** In a word or two, for rule tables. */
  readonly words: string;
  /** The fields of a request that it takes, besides the place that the request designates. */
  readonly takes: readonly string[];
  /** The change that these make, which `apply` of the family makes. */
  change(request: Request, at: number, keeping: Keeping): Change;
}

/** A value for one field of a request; `names` is the object of the universe it stands for, if any. */
export interface Option {
  readonly value: unknown;
  readonly names: string | undefined;
}

/** Which values the fields of requests take in the states of a scope. */
export interface RequestSource {
  readonly uapi: Uapi;
  readonly vocabulary: Vocabulary;
  /** The operations there are. */
  readonly ops: readonly string[];
  /** The fields of an operation that vary, in the order in which a request is looked at. */
  fields(op: string): readonly string[];
  /** The hooks that requests of an operation are made for; one stands for all where they name none. */
  hooks(op: string): readonly string[];
  /** The values of one field in a state; `reduced` leaves out objects that do not exist yet and could stand for one another. */
  options(op: string, field: string, state: State, hook: string, reduced: boolean): readonly Option[];
  /** Which combinations of options are to be made in a state; without it all are. Asked where suites are taken (see checker/requests/admitting.ts). */
  admitted?(op: string, state: State, hook: string, reduced: boolean): Combinations;
}

/** Some combinations of options: the number of an option for each field of an operation. */
export interface Combinations {
  has(chosen: readonly number[]): boolean;
  /** Per field and option a number: options of one number are in the same combinations. */
  readonly alike: readonly (readonly number[])[];
}

/** Names under which a state is the same as all that differ from it only by interchangeable objects. */
export interface Labelling {
  /** The canonical name of each object; one that is missing keeps its own. */
  readonly canonical: ReadonlyMap<string, string>;
  /** For objects that others could stand for: a class of such objects, the same for all of them. */
  readonly classes: ReadonlyMap<string, string>;
}

/** One field of requests, and which of its values they are to take: of those of some operations, or of all. */
export interface Only {
  readonly ops?: readonly string[];
  readonly field: string;
  readonly values: (value: unknown) => boolean;
}

/** Of the options for a field of an operation, those that every restriction lets through. */
export function allowed(
  options: readonly Option[],
  op: string,
  field: string,
  only: readonly Only[],
): readonly Option[] {
  const own = only.filter((each) => each.field === field && each.ops?.includes(op) !== false);
  return own.length === 0 ? options : options.filter(({ value }) => own.every(({ values }) => values(value)));
}

/** A scope to search, and how far: so many steps, so many states. */
export interface BoundedScope<S extends Scope = Scope> {
  readonly scope: S;
  readonly limits: { readonly depth?: number; readonly states?: number };
}

/** Where properties are searched for violations: states, and for properties of paths the paths between them. */
export interface PropertyScopes {
  readonly states: readonly BoundedScope[];
  readonly paths: BoundedScope;
}

/** A scope for each of two semantics: the same objects, at the hooks that each is about. */
export interface ScopePair {
  readonly a: Scope;
  readonly b: Scope;
}

/** A scope, as a search goes through it. */
export interface Exploration {
  readonly universe: Universe;
  readonly requests: RequestSource;
  /** The canonical names of a state. */
  labels(state: State): Labelling;
  /** The labelling that leaves every name as it is. */
  readonly identity: Labelling;
  /** A state as text under a labelling. Two states with equal text have equal futures up to renaming. */
  key(state: State, labels: Labelling): string;
  /** Whether the scope goes on from a state. */
  follows(state: State): boolean;
  /** Everything that decides what is to come from a state, as text under its own names. */
  text(state: State): string;
  /** How many requests come before the first one, so that a machine of everyday is in the first state of the scope. */
  readonly setup: number;
  /** Whether requests of an operation are left out of a suite in a state, because they come out as on no real machine. */
  leavesOut(state: State, op: string, hook: string): boolean;
}

/** What is known of a semantics wherever its rules do not matter. */
export interface Semantics {
  readonly name: string;
  readonly uapi: Uapi;
  readonly keeping: Keeping;
}
