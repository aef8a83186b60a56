import { flattened } from '../../../flattened.ts';
import type * as generic from '../../../properties/property.ts';
import { sameNames } from '../../../same.ts';
import type { DeviceState, LinkState, Observation, Request, Slot, Universe, View } from '../vocabulary/index.ts';

export type { Judge } from '../../../properties/property.ts';

/** What properties speak of: everything that can be seen of a machine, whichever machine it is. */
export interface World {
  readonly universe: Universe;
  readonly hooks: Readonly<Record<string, Observation>>;
  readonly links: Readonly<Record<string, LinkState>>;
  /** References of every program and link; 0 when it does not exist. */
  readonly references: Readonly<Record<string, number>>;
  /** What there is of every device. */
  readonly devices: Readonly<Record<string, DeviceState>>;
}

export type StepFacts = generic.StepFacts<World, Request>;
export type Tried = generic.Tried<World, Request, View>;
export type Invariant = generic.Invariant<World>;
export type Law = generic.Law<StepFacts>;
export type Sighting = generic.Sighting<StepFacts>;
export type Trial = generic.Trial<TrialState>;
export type History<Memory = unknown> = generic.History<Memory, StepFacts>;
export type Shown = generic.Shown<Request>;
export type TrialState = generic.TrialState<World, Request, View>;

/** A property that is looked at in each state and step of two machines that run side by side. */
export type LockstepProperty = Invariant | Law;

// biome-ignore lint/suspicious/noExplicitAny: what a history remembers is its own affair
export type Property = LockstepProperty | Sighting | Trial | History<any>;

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
    slots = flattened(Object.values(world.hooks), slotsSeen);
    ALL_SLOTS.set(world, slots);
  }
  return slots;
}

const NO_FLAGS: readonly string[] = [];

/** Whether two slots hold the same program, link and flags. */
export const sameSlot = (a: Slot, b: Slot) =>
  a.prog === b.prog && a.link === b.link && sameNames(a.flags ?? NO_FLAGS, b.flags ?? NO_FLAGS);
