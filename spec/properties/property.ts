import type { LinkState, Observation, Outcome, Request, Slot, Universe } from '../families/slots/vocabulary/index.ts';
import type { Uapi } from '../uapi.ts';

/** What properties speak of: everything that can be seen of a machine, whichever machine it is. */
export interface World {
  readonly universe: Universe;
  readonly hooks: Readonly<Record<string, Observation>>;
  readonly links: Readonly<Record<string, LinkState>>;
  /** References of every program and link; 0 when it does not exist. */
  readonly references: Readonly<Record<string, number>>;
}

/** One step of a machine. */
export interface StepFacts {
  readonly before: World;
  readonly request: Request;
  readonly outcome: Outcome;
  readonly after: World;
}

/** A request that was tried, with what a query wrote. */
export interface Tried extends StepFacts {
  readonly view: Observation;
}

/** Where a promise was made, by name of commit, header or manual page; or why a user would take it for granted. */
export type Basis =
  | { readonly source: string; readonly why?: never }
  | { readonly why: string; readonly source?: never };

interface PropertyParts {
  readonly id: string;
  /** The property as one sentence. */
  readonly sentence: string;
}

type Named = PropertyParts & Basis;

/** Holds in every state. `sometimes` says when it is put to the test at all: a property never tested held vacuously. */
export type Invariant = Named & {
  readonly kind: 'always';
  sometimes(world: World): boolean;
  holds(world: World): boolean;
};

/** Holds for every step. */
export type Law = Named & {
  readonly kind: 'step';
  /**
   * What it depends on: `effect` where two requests of one operation with the same outcome and effect on the same
   * state cannot differ in it, `request` where they can.
   */
  readonly of: 'effect' | 'request';
  sometimes(facts: StepFacts): boolean;
  holds(facts: StepFacts): boolean;
};

/** Is to be seen somewhere: what is never seen is not possible, or the scopes are too small to tell. */
export type Sighting = Named & {
  readonly kind: 'sometimes';
  seen(facts: StepFacts): boolean;
};

/** Holds of what would come of requests: each state is asked about them, and none of them lasts. */
export type Trial = Named & {
  readonly kind: 'trial';
  /** Puts every case of one state before the judge. */
  cases(trial: TrialState, judge: Judge): void;
};

/** Holds along every path: what was seen before is remembered. */
export type History<Memory = unknown> = Named & {
  readonly kind: 'history';
  /** What is remembered before the first step. Plain data. */
  begin(world: World): Memory;
  remember(memory: Memory, facts: StepFacts): Memory;
  /** Whether a step puts it to the test, given what is remembered from before. */
  sometimes(memory: Memory, facts: StepFacts): boolean;
  holds(memory: Memory, facts: StepFacts): boolean;
};

/** A property that is looked at in each state and step of two machines that run side by side. */
export type LockstepProperty = Invariant | Law;

// biome-ignore lint/suspicious/noExplicitAny: what a history remembers is its own affair
export type Property = LockstepProperty | Sighting | Trial | History<any>;

/** The properties of a semantics that are looked at in each state and step. */
export function lockstepProperties({
  properties,
}: {
  readonly properties: readonly Property[];
}): readonly LockstepProperty[] {
  return properties.filter((property) => property.kind === 'always' || property.kind === 'step');
}

/** Requests that show what a case is about; where two runs are compared, the second from the first state on. */
export interface Shown {
  /** Made in the state that is asked. */
  readonly steps: readonly Request[];
  /** Made from the beginning, to be compared with the path to the state and `steps`. */
  readonly beside?: readonly Request[];
}

/** Takes one case: whether it came out as it should, and what shows it, asked only where it did not. */
export type Judge = (holds: boolean, shown: () => Shown) => void;

/** A state in which requests can be tried. */
export interface TrialState {
  readonly world: World;
  /** The requests that lead to the state. */
  readonly path: readonly Request[];
  /** What requests can say. */
  readonly uapi: Uapi;
  /** Every request of the scope, except those that differ only in what no rule asks for. */
  readonly tried: readonly Tried[];
  /** Makes requests one after another in this state. */
  attempt(...requests: readonly Request[]): readonly Tried[];
  /** Makes requests one after another from the beginning. */
  afresh(...requests: readonly Request[]): readonly Tried[];
}

const NO_SLOTS: readonly Slot[] = [];

/** The slots of an observation; none where the device is gone. */
export function slotsSeen(seen: Observation | undefined): readonly Slot[] {
  return seen?.is === 'list' ? seen.slots : NO_SLOTS;
}

const ALL_SLOTS = new WeakMap<World, readonly Slot[]>();

/** The slots of every hook together; worked out once for each world. */
export function allSlots(world: World): readonly Slot[] {
  let slots = ALL_SLOTS.get(world);
  if (slots === undefined) {
    slots = Object.values(world.hooks).flatMap(slotsSeen);
    ALL_SLOTS.set(world, slots);
  }
  return slots;
}

/** Whether two slots hold the same program, link and flags. */
export const sameSlot = (a: Slot, b: Slot) =>
  a.prog === b.prog && a.link === b.link && (a.flags === b.flags || String(a.flags ?? '') === String(b.flags ?? ''));
