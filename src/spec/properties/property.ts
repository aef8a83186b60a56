import type { LinkState, Observation, Outcome, Request, Slot, Universe } from '../vocabulary/index.ts';

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

interface Named {
  readonly id: string;
  /** The property as one sentence. */
  readonly sentence: string;
}

/** Holds in every state. `sometimes` says when it is put to the test at all: a property never tested held vacuously. */
export interface Invariant extends Named {
  readonly kind: 'always';
  sometimes(world: World): boolean;
  holds(world: World): boolean;
}

/** Holds for every step. */
export interface Law extends Named {
  readonly kind: 'step';
  /**
   * What it depends on: `effect` where two requests of one operation with the same effect on the same state cannot
   * differ in it, `request` where they can.
   */
  readonly of: 'effect' | 'request';
  sometimes(facts: StepFacts): boolean;
  holds(facts: StepFacts): boolean;
}

export type Property = Invariant | Law;

const NO_SLOTS: readonly Slot[] = [];

/** The slots of an observation; none where the device is gone. */
export function slotsSeen(seen: Observation | undefined): readonly Slot[] {
  return seen?.is === 'list' ? seen.slots : NO_SLOTS;
}

/** The slots of every hook together. */
export function allSlots(world: World): readonly Slot[] {
  return Object.values(world.hooks).flatMap(slotsSeen);
}
