import type { z } from 'zod';
import type { Citation } from './citation.ts';
import type { Uapi } from './uapi.ts';
import type { Machine } from './vocabulary/machine.ts';
import type { Outcome } from './vocabulary/outcome.ts';
import type { RequestSchema, Vocabulary } from './vocabulary/vocabulary.ts';

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
}

/** Names under which a state is the same as all that differ from it only by interchangeable objects. */
export interface Labelling {
  /** The canonical name of each object; one that is missing keeps its own. */
  readonly canonical: ReadonlyMap<string, string>;
  /** For objects that others could stand for: a class of such objects, the same for all of them. */
  readonly classes: ReadonlyMap<string, string>;
}

/** One field of requests, and which of its values they are to take. */
export interface Only {
  readonly field: string;
  readonly values: (value: unknown) => boolean;
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

/** Other names for objects that nothing may depend on. */
export interface Renaming {
  state(state: State): State;
  world(world: World): World;
  /** The value of a field of a request. */
  value(field: string, value: unknown): unknown;
}

/** A renaming of one object alone. */
export interface SingleRenaming {
  /** What it is, such as `program`. */
  readonly of: string;
  readonly name: string;
  readonly renaming: Renaming;
}

/** What a proposal of a family is held to while its functions run. */
export interface Guard {
  /** Renamings of everything in a universe; no answer may depend on them. */
  renamings(universe: Universe): readonly Renaming[];
  /** Every way to give another name to one object alone. */
  single(universe: Universe): readonly SingleRenaming[];
  /** How many slots there are where a request goes. */
  slots(state: State, request: Request): number;
  /** Whether requests with the same effect on the same state have a field in common. */
  sharedByEffect(field: string, request: Request): boolean;
}

/** What a table looks at, for whoever needs no more of it. */
export interface Looks {
  readonly op: string;
  readonly facts: readonly { readonly reads: readonly string[] }[];
  readonly designation?: { readonly places: readonly { readonly reads: string }[] };
}

/** What was made in one state, and whether a request would repeat it. */
export interface Repeats {
  has(request: Request, rule: string, change: Change | undefined): boolean;
}

/** What helps to hold a machine to a semantics that cannot be put back into an earlier state. */
export interface Live {
  /** Requests that take a change back, up to what no request depends on; `undefined` where nothing short does. */
  undo(before: State, change: Change): readonly Request[] | undefined;
  /**
   * Whether a request of one state need not be made, because one that was made says the same: asked for one after another, with
   * the rule that decides it and the change that it makes, if any.
   */
  repeats(scope: Scope, tables: readonly Looks[]): Repeats;
}

/** What came of a request under one of two semantics. */
export interface Came {
  readonly outcome: Outcome;
  readonly view: Observation;
  readonly after: State;
}

/** One thing for each of two semantics. */
export interface Two<T> {
  readonly a: T;
  readonly b: T;
}

/**
 * How two semantics came apart: one succeeds where the other fails or does something else, both fail, only revisions differ, or
 * a query shows something else.
 */
export type DifferenceKind = 'behaviour' | 'errno' | 'revision' | 'view';

/** Two semantics in a scope, as a search goes through pairs of their states. */
export interface Comparison {
  /** Requests in words that both have. */
  readonly requests: RequestSource;
  readonly universe: Two<Universe>;
  labels(a: State): Labelling;
  key(states: Two<State>, labels: Labelling): string;
  /** A request as each is asked it; `undefined` where it cannot be. */
  phrase(which: keyof Two<unknown>, request: Request): Request | undefined;
  differs(before: Two<State>, one: Came, other: Came): DifferenceKind | undefined;
  /** Whether some query tells two states apart. */
  isVisible(after: Two<State>): boolean;
  follows(a: State): boolean;
  /** How many requests an example needs before its first; more where no real machine can be set to the scope. */
  readonly setup: number;
  /** Fields of a request that are said in one another: whoever looks at one looks at all. */
  together(op: string): readonly string[];
}

/** How the semantics of a family, or of several that share this, are compared with one another. */
export interface Comparing {
  /** Every scope that two can be compared in, by name; and those that they are compared in unless others are asked for. */
  scopes(a: Semantics, b: Semantics): Readonly<Record<string, ScopePair>>;
  usual(a: Semantics, b: Semantics): readonly ScopePair[];
  /** A scope of the first as both are compared in it; and the scopes of its main job, as far as both can be compared in them. */
  pair(a: Semantics, b: Semantics, scope: Scope): ScopePair;
  main(a: Semantics, b: Semantics): readonly Scope[];
  /** Whether both are about the same kind of hook and say the same things in the same way. */
  isNative(a: Uapi, b: Uapi): boolean;
  /** A sentence about what is said differently, if anything. */
  note(uapi: Uapi): string | undefined;
  compare(a: Semantics, b: Semantics, scope: ScopePair): Comparison;
}

/** A request as one of a kind that a reader recognises. */
export interface Kinded {
  readonly kind: string;
  readonly request: Request;
}

/** How the requests of two agents are told apart where it is asked whether their order matters. */
export interface Commuting {
  /** The kinds of request there may be, in the order of a table. */
  readonly kinds: readonly string[];
  /** What may relate two requests of one state, with a sentence each; the first that applies. */
  readonly situations: Readonly<Record<string, string>>;
  /** Those in which nobody is surprised at what the order does. */
  readonly plain: readonly string[];
  scopes(semantics: Semantics): readonly BoundedScope[];
  /** Every well-formed request of a state, with its kind. */
  requests(state: State, exploration: Exploration): readonly Kinded[];
  situation(state: State, one: Request, other: Request): string;
  /** The second request as another agent makes it; `undefined` where it cannot. */
  asSecond(state: State, one: Request, other: Request): Request | undefined;
  /** Everything that can be seen of a state but its revisions, and these. */
  look(state: State): string;
  revisions(state: State): string;
  /**
   * The request with an expected revision, that of the state before another request, as it has to be said after that; `undefined`
   * where it takes none.
   */
  expecting(semantics: Semantics, before: State, after: State, request: Request): Request | undefined;
}

/** The first thing in which two worlds differ. */
export type Difference =
  | { readonly is: 'observation'; readonly hook: string; readonly spec: Observation; readonly model: Observation }
  | { readonly is: 'references'; readonly object: string; readonly spec: number; readonly model: number }
  | { readonly is: 'link-state'; readonly object: string; readonly spec: string; readonly model: string };

/** What a step must come to. */
export interface Expected {
  readonly outcome: Outcome;
  readonly view?: Observation | undefined;
  readonly hooks?: Readonly<Record<string, Observation>> | undefined;
}

/** A universe, and what is done in it. */
export interface Told {
  readonly universe: Universe;
  readonly steps: readonly { readonly request: Request; readonly expect: Expected }[];
}

/** Something that makes no sense beside the rest of what it is a part of. */
export interface Complaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is known of a semantics wherever its rules do not matter. */
export interface Semantics {
  readonly name: string;
  readonly uapi: Uapi;
  readonly keeping: Keeping;
}

/**
 * A family of semantics: everything about their states and requests that the rules of one of them are not needed for. Whoever
 * checks, compares, replays or explains a semantics knows it through this alone.
 */
export interface Family {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly schemas: {
    readonly request: RequestSchema;
    readonly universe: z.ZodType;
    readonly observation: z.ZodType;
    /** An observation, without what whoever tells it cannot tell. */
    readonly told: z.ZodType;
    readonly scope: z.ZodType;
    readonly keeping: z.ZodType;
    /** A flag of requests, by its name. */
    readonly flag: z.ZodType;
  };
  /** The sources of rules by their labels. */
  readonly citations: Readonly<Record<string, Citation>>;
  /** What rules can do to a state. There is one called `nothing`. */
  readonly effects: Readonly<Record<string, EffectRow>>;
  /** The operations that show something where they are let: their answers are part of what is compared. */
  readonly queries: ReadonlySet<string>;
  /** What rules can let a query show. There is one called `nothing`. */
  readonly shows: readonly string[];
  initial(universe: Universe, keeping: Keeping): State;
  /** The state after a change; throws a SenselessEffect where that cannot be made. */
  apply(state: State, change: Change): State;
  /** The field of a query that says how much its answer may hold, if there is one. */
  readonly buffer?: string;
  /** Whether two observations say the same. */
  same(a: Observation, b: Observation): boolean;
  /** What a query writes, given what its rule lets it show; of every other request what is shown for `nothing`. */
  view(show: string, state: State, request: Request): Observation;
  /** The flags of requests that are kept in a state. */
  kept?(state: State): readonly string[];
  /** What can be looked at in a universe, by name. */
  hooks(universe: Universe): readonly string[];
  /** Everything there is to see of a hook. */
  look(state: State, hook: string): Observation;
  /** What a query of a hook shows that has room for all of it. */
  observe(state: State, hook: string): Observation;
  /** Everything that can be seen of a state, and of a machine that should be in it. */
  world(state: State): World;
  worldOf(machine: Machine, universe: Universe): World;
  difference(spec: World, model: World): Difference | undefined;
  /** Why a request makes no sense in a state, whatever the semantics, if that is so. */
  senseless?(state: State, request: Request): string | undefined;
  /** A universe with only those objects that requests speak of, or that are there before them. */
  trimmed(universe: Universe, requests: readonly Request[]): Universe;
  /** The kinds of hook that a proposal of the family may be about; without it, that of its base alone. */
  readonly hookKinds?: readonly string[];
  /** What a proposal is held to; without it its functions are not watched. */
  readonly guard?: Guard;
  /** More deliberate mistakes in a semantics of the family (mutants, see mutants/mutant.ts), besides those of its rules. */
  mutants?(semantics: object): Iterable<object>;
  /** What makes no sense in a trace whose fields are each well formed. */
  complaints?(trace: Told): Iterable<Complaint>;
  /** Whether an observation names only what a universe has, or else the name that it has not. */
  stranger?(universe: Universe, observation: object): string | undefined;
  /** A universe as a trace file has it: without what may be left out. */
  brief?(universe: Universe): object;
  /** The parts of an observation by name, each as text; without it every field is one. */
  readonly parts?: Readonly<Record<string, (observation: object) => string>>;
  /** What an observation that was told in part shows of what was not told. */
  blank?(told: object): object;
  /** Why a scope is not for a semantics, if so. */
  unfit?(semantics: Semantics, scope: Scope): Complaint | undefined;
  /** Why a universe is not for a semantics, if so. */
  misfit?(semantics: Semantics, universe: Universe): Complaint | undefined;
  /** The kind of hook that a universe has. */
  hookOf?(universe: Universe): string;
  /** The flags that any request can set, whether its operation knows them or not. */
  readonly settable?: readonly string[];
  readonly live?: Live;
  /** How its semantics are compared with others; state by state and query by query, unless it is said. */
  readonly comparing?: Comparing;
  /** The scopes of a cross-check with a kernel of today, by the semantics that it has; and how many objects of each kind a scope has. */
  readonly kernelScopes?: Readonly<Record<string, Scopes>>;
  objects?(scope: Scope): Readonly<Record<string, number>>;
  /** Why a rule may not decide anything in a scope, where that is known. */
  needs?(rule: string, scope: Scope): string | undefined;
  /** How the order of two requests is looked at; all requests alike, unless it is said. */
  readonly commuting?: Commuting;
  /** How agents race at its hooks (a Racing, see race.ts); request by request, unless it is said. */
  readonly racing?: object;
  /** What is to hold of a race of requests (RaceProperties, see race.ts), where there is no `racing`. */
  readonly raceProperties?: readonly object[];
  /** The programs that stand in a universe before the first request. */
  prefilled?(universe: Universe): number;
  /** The fields of a scope that can be changed by options of the commands, and the scope that comes of it (to be parsed). */
  readonly scopeOptions?: readonly string[];
  changed?(scope: Scope, changes: Readonly<Record<string, number>>): object;
  /** The scopes that come with a semantics. */
  scopes(semantics: Semantics): Scopes;
  /** Those of them, and others, that a check goes through unless it is told otherwise. */
  mainScopes(semantics: Semantics): readonly Scope[];
  /** The scopes that mutants are judged in and suites are taken from; all of them, unless it is said. */
  suiteScopes?(semantics: Semantics): readonly Scope[];
  /** Where properties are looked at: in the default scope, unless it is said. */
  propertyScopes?(semantics: Semantics): PropertyScopes;
  /** A small scope in which a proposal is tried at once: the default one, unless it is said. */
  rehearsalScope?(semantics: Semantics): Scope;
  /** A universe as a real machine has it, whatever bounds the scope had. */
  asReal?(universe: Universe, semantics: Semantics): Universe;
  explore(scope: Scope, semantics: Semantics, only?: Only): Exploration;
  /** A request and an observation in a few words. */
  readonly words: {
    request(request: Request, hooks: 'one' | 'several'): string;
    observation(observation: Observation): string;
    /** What a step left behind, for a table: what is there, and which revision that is. */
    left?(observation: Observation): { readonly what: string; readonly revision: string };
    /** An observation, for a table of a page. */
    row?(observation: Observation): string;
    /** What bounds a scope: in words, in a few characters, and which bad input there is. */
    scope(scope: Scope): readonly string[];
    shortScope?(scope: Scope): string;
    badInput?(scope: Scope): string;
    /** What a scope has before the first request, where that is worth saying. */
    before?(scope: Scope): string | undefined;
  };
}
