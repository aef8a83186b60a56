import type { z } from 'zod';
import type { Citation } from './citation.ts';
import type { Commuting } from './commuting.ts';
import type { Comparing } from './comparing.ts';
import type { Drawing } from './drawing.ts';
import type { Finding } from './finding.ts';
import type {
  Change,
  EffectRow,
  Exploration,
  Keeping,
  Observation,
  Only,
  PropertyScopes,
  Request,
  Scope,
  Scopes,
  Semantics,
  State,
  Universe,
  World,
} from './semantics.ts';
import type { Machine } from './vocabulary/machine.ts';
import type { Outcome } from './vocabulary/outcome.ts';
import type { RequestSchema, Vocabulary } from './vocabulary/vocabulary.ts';

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
  /** Requests that no kernel can be made to take, by the value of a field, and why. */
  readonly unmakeable?: readonly Unmakeable[];
}

/** A value of a field that requests of some operations, or of all, do not take where a kernel is asked. */
export interface Unmakeable {
  readonly ops?: readonly string[];
  readonly field: string;
  readonly value: unknown;
  readonly why: string;
}

/** How long random sequences of requests are made. */
export interface Fuzzing {
  /** Universes that are larger than what can be explored. */
  scopes(semantics: Semantics): readonly Scope[];
  /** How often an operation is asked for, beside the others. */
  weight(op: string): number;
}

/** The first thing in which two worlds differ. */
export type Difference =
  | { readonly is: 'observation'; readonly hook: string; readonly spec: Observation; readonly model: Observation }
  | { readonly is: 'references'; readonly object: string; readonly spec: number; readonly model: number }
  | {
      readonly is: 'link-state' | 'device-state';
      readonly object: string;
      readonly spec: string;
      readonly model: string;
    };

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

/** The names that requests have given, by what came of each of them: a name that is taken can be given to nothing else. */
export interface GivenNames {
  /** What is wrong with a request that gives a name which is taken; the path begins in its step. */
  taken(request: Request): Complaint | undefined;
  answered(request: Request, outcome: Outcome): void;
}

/**
 * A family of semantics: everything about their states and requests that the rules of one of them are not needed for. Whoever
 * checks, compares, replays or explains a semantics knows it through this alone.
 */
/** What another request shows in the same state; `undefined` after too many one after another. */
export type Again = (request: Request) => Observation | undefined;

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
    /** A flag that operations may know, by its name. */
    readonly flag: z.ZodType;
    /** What the uapi of a semantics may say besides what all have. */
    readonly uapi?: Readonly<Record<string, z.ZodType>>;
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
  /**
   * What a query writes, given what its rule lets it show; of every other request what is shown for `nothing`. `again` is what another
   * request shows in the same state by the same rules, where what this one shows goes on from there.
   */
  view(show: string, state: State, request: Request, again: Again): Observation;
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
  /** The names that are taken, step by step; without it, no name is given. */
  names?(): GivenNames;
  /** Whether an observation names only what a universe has, or else the name that it has not. */
  stranger?(universe: Universe, observation: object): string | undefined;
  /** A universe as a trace file has it: without what may be left out. */
  brief?(universe: Universe): object;
  /** The parts of an observation of a kind (its field `is`) by name, each as text; where it gives none, every field is one. */
  parts?(kind: unknown): Readonly<Record<string, (observation: object) => string>> | undefined;
  /** What an observation that was told in part shows of what was not told: what is expected of it, as far as that may be. */
  blank?(told: object, expected: object): object;
  /** Why a scope is not for a semantics, if so. */
  unfit?(semantics: Semantics, scope: Scope): Complaint | undefined;
  /** Why a universe is not for a semantics, if so. */
  misfit?(semantics: Semantics, universe: Universe): Complaint | undefined;
  /** The kind of hook that a universe has. */
  hookOf?(universe: Universe): string;
  /** Operations that make no sense at another kind of hook than that of the semantics which one is derived from. */
  notAt?(hook: string): readonly string[];
  /** The flags that any request can set, whether its operation knows them or not. */
  readonly settable?: readonly string[];
  readonly live?: Live;
  /** How `mprog fuzz` makes requests; in the default scope, and all operations alike, unless it is said. */
  readonly fuzzing?: Fuzzing;
  /** How its semantics are compared with others; state by state and query by query, unless it is said. */
  readonly comparing?: Comparing;
  /** The scopes of a cross-check of a semantics with a kernel, if any; and how many objects of each kind a scope has. */
  kernelScopes?(semantics: Semantics): Scopes | undefined;
  objects?(scope: Scope): Readonly<Record<string, number>>;
  /** Why a rule may not decide anything in a scope, where that is known. */
  needs?(rule: string, scope: Scope): string | undefined;
  /** How the order of two requests is looked at; all requests alike, unless it is said. */
  readonly commuting?: Commuting;
  /** A state as a person draws it; what a query shows of each hook, unless it is said. */
  drawing?(state: State): Drawing;
  /** How its lists are drawn, for whoever looks for a way to one; without it, none is drawn. */
  readonly finding?: Finding;
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
  explore(scope: Scope, semantics: Semantics, only?: readonly Only[]): Exploration;
  /** A request and an observation in a few words. */
  readonly words: {
    request(request: Request, hooks: 'one' | 'several'): string;
    observation(observation: Observation): string;
    /** What a step left behind, for a table: what is there, and which revision that is. */
    left?(observation: Observation): { readonly what: string; readonly revision: string };
    /** What an answer says of objects, one line for each, where that takes more than the answer: why each ran or not. */
    objects?(state: State, request: Request, view: Observation): readonly string[];
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
