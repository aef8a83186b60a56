import type * as generic from '../../../properties/property.ts';
import type { Mode, Observation, Request, RequestInput } from '../vocabulary/index.ts';
import { MODES, request } from '../vocabulary/index.ts';
import type { World } from '../world.ts';

export type { World } from '../world.ts';

export type StepFacts = generic.StepFacts<World, Request>;
export type Tried = generic.Tried<World, Request, Observation>;
export type Invariant = generic.Invariant<World>;
export type Law = generic.Law<StepFacts>;
export type Sighting = generic.Sighting<StepFacts>;
export type TrialState = generic.TrialState<World, Request, Observation>;
export type Trial = generic.Trial<TrialState>;
export type History<Memory = unknown> = generic.History<Memory, StepFacts>;

/** The flag that asks for a mode. */
export const FLAG_OF = { skb: 'SKB', drv: 'DRV' } as const satisfies Record<Mode, string>;

/** A place that holds a program, as everybody sees it. */
export interface Taken {
  readonly device: string;
  readonly mode: Mode;
  readonly prog: string;
  /** The bridge that the device is a port of, or `none`. */
  readonly upper: string;
}

/** The places that hold a program, of the devices in the namespace of the callers. */
export function takenIn({ devices }: World): readonly Taken[] {
  return Object.entries(devices).flatMap(([device, seen]) =>
    seen.is !== 'device'
      ? []
      : MODES.filter((mode) => seen[mode] !== 'none').map((mode) => ({
          device,
          mode,
          prog: seen[mode],
          upper: seen.upper,
        })),
  );
}

/** The links that hold a place, each with its program and its device. */
export function attachedIn({ links }: World) {
  return Object.entries(links).flatMap(([link, seen]) =>
    seen.is === 'link' && seen.device !== 'none' ? [{ link, prog: seen.prog, device: seen.device }] : [],
  );
}

/** The places that hold a program which netlink set. */
export function setIn(world: World): readonly Taken[] {
  const held = attachedIn(world).map(({ device }) => device);
  return takenIn(world).filter(({ device }) => !held.includes(device));
}

/** The devices that are in the namespace of the callers. */
export const devicesHere = ({ devices }: World) =>
  Object.keys(devices).filter((name) => devices[name]!.is === 'device');

/** A program of type XDP that fits every device and mode, and is open. */
export function plainProgs({ world, path }: TrialState): readonly string[] {
  const { programs } = world.universe;
  const isOpen = (name: string) => !path.some((past) => past.op === 'prog_close' && past.prog === name);
  const isPlain = (name: string) => {
    const { type, expects, boundTo } = programs[name]!;
    return type === 'xdp' && expects === 'unset' && boundTo === 'none';
  };
  return Object.keys(programs).filter((name) => isPlain(name) && isOpen(name));
}

export const asProg = (name: string) => ({ is: 'prog', name }) as const;

/** Makes requests one after another in a state; gives what came of the last, and the requests. */
export function trying(trial: TrialState, ...inputs: readonly RequestInput[]) {
  const steps = inputs.map(request);
  return { steps, came: trial.attempt(...steps) };
}

/** Whether two worlds look the same. */
export function sameWorld(a: World, b: World): boolean {
  return (
    a === b || JSON.stringify([a.devices, a.links, a.references]) === JSON.stringify([b.devices, b.links, b.references])
  );
}
