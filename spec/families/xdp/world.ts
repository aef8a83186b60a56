import type { Difference } from '../../family.ts';
import { isDeepEqual } from '../../same.ts';
import { deviceSeen, holdersOf, linkSeen, type State } from './state.ts';
import type { ExplorableMachine, Observation, Universe } from './vocabulary/index.ts';

/** Everything that can be seen of a machine at one time. */
export interface World {
  readonly universe: Universe;
  readonly devices: Readonly<Record<string, Observation>>;
  readonly links: Readonly<Record<string, Observation>>;
  /** How many references each program has: its open fd, each place that netlink set, each link. It is loaded while there is one. */
  readonly references: Readonly<Record<string, number>>;
}

const eachOf = <T>(names: readonly string[], look: (name: string) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(names.map((name) => [name, look(name)]));

const worldIn = (
  universe: Universe,
  device: (name: string) => Observation,
  link: (name: string) => Observation,
  prog: (name: string) => number,
): World => ({
  universe,
  devices: eachOf(Object.keys(universe.devices), device),
  links: eachOf(universe.links, link),
  references: eachOf(Object.keys(universe.programs), prog),
});

/** What the specification says can be seen in a state. */
export const worldOfSpec = (state: State): World =>
  worldIn(
    state.universe,
    (name) => deviceSeen(state, name),
    (name) => linkSeen(state, name),
    (name) => holdersOf(state, name),
  );

/** What can be seen of a machine. */
export const worldOfMachine = (machine: ExplorableMachine, universe: Universe): World =>
  worldIn(
    universe,
    (name) => machine.observe(name),
    (name) => machine.linkSeen(name),
    (name) => machine.references(name),
  );

/** The first thing in which the model's world differs from the spec's, if any. */
export function difference(spec: World, model: World): Difference | undefined {
  for (const part of ['devices', 'links'] as const) {
    const hook = Object.keys(spec[part]).find((name) => !isDeepEqual(spec[part][name], model[part][name]));
    if (hook !== undefined) return { is: 'observation', hook, spec: spec[part][hook]!, model: model[part][hook]! };
  }
  const object = Object.keys(spec.references).find((name) => spec.references[name] !== model.references[name]);
  if (object === undefined) return undefined;
  return { is: 'references', object, spec: spec.references[object]!, model: model.references[object]! };
}
