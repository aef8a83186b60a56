import type { Request as AnyRequest, World as AnyWorld, Observation } from '../semantics.ts';
import type { Uapi } from '../uapi.ts';
import type { Outcome } from '../vocabulary/outcome.ts';
import type { UserPromise } from '../vocabulary/promise.ts';

/** One step of a machine. */
export interface StepFacts<World extends AnyWorld = AnyWorld, Request extends AnyRequest = AnyRequest> {
  readonly before: World;
  readonly request: Request;
  readonly outcome: Outcome;
  readonly after: World;
}

/** A request that was tried, with what a query wrote. */
export interface Tried<
  World extends AnyWorld = AnyWorld,
  Request extends AnyRequest = AnyRequest,
  View extends Observation = Observation,
> extends StepFacts<World, Request> {
  readonly view: View;
}

/** Holds in every state. `sometimes` says when it is put to the test at all: a property never tested held vacuously. */
export type Invariant<World extends AnyWorld = AnyWorld> = UserPromise<'always'> & {
  sometimes(world: World): boolean;
  holds(world: World): boolean;
};

/** Holds for every step. */
export type Law<Step extends StepFacts = StepFacts> = UserPromise<'step'> & {
  /**
   * What it depends on: `effect` where two requests of one operation with the same outcome and effect on the same
   * state cannot differ in it, `request` where they can.
   */
  readonly of: 'effect' | 'request';
  sometimes(facts: Step): boolean;
  holds(facts: Step): boolean;
};

/** Is to be seen somewhere: what is never seen is not possible, or the scopes are too small to tell. */
export type Sighting<Step extends StepFacts = StepFacts> = UserPromise<'sometimes'> & {
  seen(facts: Step): boolean;
};

/** Holds of what would come of requests: each state is asked about them, and none of them lasts. */
export type Trial<State extends TrialState = TrialState> = UserPromise<'trial'> & {
  /** Puts every case of one state before the judge. */
  cases(trial: State, judge: Judge): void;
};

/** Holds along every path: what was seen before is remembered. */
export type History<Memory = unknown, Step extends StepFacts = StepFacts> = UserPromise<'history'> & {
  /** What is remembered before the first step. Plain data. */
  begin(world: Step['before']): Memory;
  remember(memory: Memory, facts: Step): Memory;
  /** Whether a step puts it to the test, given what is remembered from before. */
  sometimes(memory: Memory, facts: Step): boolean;
  holds(memory: Memory, facts: Step): boolean;
};

/** A property that is looked at in each state and step of two machines that run side by side. */
export type LockstepProperty = Invariant | Law;

// biome-ignore lint/suspicious/noExplicitAny: what a history remembers is its own affair
export type Property = LockstepProperty | Sighting | Trial | History<any>;

const ORIGINS = new WeakMap<Property, Property>();

/** Says that a property is another one with something put around its functions. */
export function wrapping(wrapped: Property, origin: Property): Property {
  ORIGINS.set(wrapped, origin);
  return wrapped;
}

const originOf = (property: Property): Property => ORIGINS.get(property) ?? property;

/** The properties that some others do not have, or have otherwise by the same id. */
export function propertiesBeside(all: readonly Property[], others: readonly Property[]): readonly Property[] {
  const known = new Set(others.map(originOf));
  return all.filter((property) => !known.has(originOf(property)));
}

/** The properties of a semantics that are looked at in each state and step. */
export function lockstepProperties({
  properties,
}: {
  readonly properties: readonly Property[];
}): readonly LockstepProperty[] {
  return properties.filter((property) => property.kind === 'always' || property.kind === 'step');
}

/** Requests that show what a case is about; where two runs are compared, the second from the first state on. */
export interface Shown<Request extends AnyRequest = AnyRequest> {
  /** Made in the state that is asked. */
  readonly steps: readonly Request[];
  /** Made from the beginning, to be compared with the path to the state and `steps`. */
  readonly beside?: readonly Request[];
}

/** Takes one case: whether it came out as it should, and what shows it, asked only where it did not. */
export type Judge = (holds: boolean, shown: () => Shown) => void;

/** A state in which requests can be tried. */
export interface TrialState<
  World extends AnyWorld = AnyWorld,
  Request extends AnyRequest = AnyRequest,
  View extends Observation = Observation,
> {
  readonly world: World;
  /** The requests that lead to the state. */
  readonly path: readonly Request[];
  /** What requests can say. */
  readonly uapi: Uapi;
  /** Every request of the scope, except those that differ only in what no rule asks for. */
  readonly tried: readonly Tried<World, Request, View>[];
  /** Makes requests one after another in this state. */
  attempt(...requests: readonly Request[]): readonly Tried<World, Request, View>[];
  /** Makes requests one after another from the beginning. */
  afresh(...requests: readonly Request[]): readonly Tried<World, Request, View>[];
}
