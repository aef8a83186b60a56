import type { Difference } from '../../family.ts';
import { isDeepEqual, sameNames } from '../../same.ts';
import type { World } from './properties/property.ts';
import { deviceState, holdersOfLink, holdersOfProg, look, type State, statusOf } from './state.ts';
import {
  type DeviceState,
  devicesOf,
  type ExplorableMachine,
  type LinkState,
  type Observation,
  type Slot,
  type Universe,
  type View,
} from './vocabulary/index.ts';

const linksOf = (universe: Universe) => [...universe.links, ...Object.keys(universe.foreignLinks)];

/** Where a link stands: one in a slot of a cgroup that is dying is told apart. */
function linkState(state: State, link: string): LinkState {
  const status = statusOf(state, link);
  return status.is === 'attached' && state.dying[status.hook] !== undefined ? 'dying' : status.is;
}

/** What the specification says can be seen in a state; references are what actually holds one. */
export function worldOfSpec(state: State): World {
  const { universe } = state;
  const hooks: Record<string, Observation> = {};
  for (const hook of Object.keys(universe.hooks)) hooks[hook] = look(state, hook);
  const links: Record<string, LinkState> = {};
  const references: Record<string, number> = {};
  for (const prog of Object.keys(universe.programs)) references[prog] = holdersOfProg(state, prog);
  for (const link of linksOf(universe)) {
    links[link] = linkState(state, link);
    references[link] = holdersOfLink(state, link);
  }
  const devices: Record<string, DeviceState> = {};
  for (const device of devicesOf(universe)) devices[device] = deviceState(state, device);
  return { universe, hooks, links, references, devices };
}

/** What can be seen of a machine. */
export function worldOfMachine(machine: ExplorableMachine, universe: Universe): World {
  const hooks: Record<string, Observation> = {};
  for (const hook of Object.keys(universe.hooks)) hooks[hook] = machine.look(hook);
  const links: Record<string, LinkState> = {};
  const references: Record<string, number> = {};
  for (const prog of Object.keys(universe.programs)) references[prog] = machine.references(prog);
  for (const link of linksOf(universe)) {
    links[link] = machine.linkState(link);
    references[link] = machine.references(link);
  }
  const devices: Record<string, DeviceState> = {};
  if (machine.deviceState !== undefined)
    for (const device of devicesOf(universe)) devices[device] = machine.deviceState(device);
  return { universe, hooks, links, references, devices };
}

/** Whether two observations say the same. */
export function sameObservation(a: View, b: View): boolean {
  return (a.is !== 'list' || b.is !== 'list' || a.revision === b.revision) && sameButRevision(a, b);
}

/** The same, whatever the revisions of two lists are. */
export function sameButRevision(a: View, b: View): boolean {
  if ('ran' in a || 'ran' in b) return a.is === b.is && isDeepEqual(a, b);
  if (a.is === 'nothing' || b.is === 'nothing') return a.is === b.is;
  return (
    a.count === b.count &&
    a.slots.length === b.slots.length &&
    a.slots.every((slot, index) => sameSlot(slot, b.slots[index]!)) &&
    a.mode === b.mode &&
    sameNamesIfAny(a.effective, b.effective)
  );
}

function sameSlot(a: Slot, b: Slot): boolean {
  return a.prog === b.prog && a.link === b.link && sameNamesIfAny(a.flags, b.flags);
}

function sameNamesIfAny(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameNames(a, b);
}

/** The first thing in which the model's world differs from the spec's, if any. */
export function difference(spec: World, model: World): Difference | undefined {
  for (const hook in spec.hooks) {
    const seen = spec.hooks[hook]!;
    const other = model.hooks[hook]!;
    if (!sameObservation(seen, other)) return { is: 'observation', hook, spec: seen, model: other };
  }
  for (const object in spec.links) {
    const state = spec.links[object]!;
    const other = model.links[object]!;
    if (state !== other) return { is: 'link-state', object, spec: state, model: other };
  }
  for (const object in spec.references) {
    const held = spec.references[object]!;
    const other = model.references[object]!;
    if (held !== other) return { is: 'references', object, spec: held, model: other };
  }
  for (const object in model.devices) {
    const state = spec.devices[object]!;
    const other = model.devices[object]!;
    if (state !== other) return { is: 'device-state', object, spec: state, model: other };
  }
  return undefined;
}
