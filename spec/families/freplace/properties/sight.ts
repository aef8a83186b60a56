import type { Observation } from '../vocabulary/index.ts';
import type { World } from '../world.ts';

type Seen<I extends Observation['is']> = Extract<Observation, { is: I }>;

/** The objects of a kind that there are, by name. */
function seen<I extends Observation['is']>({ hooks }: World, is: I): readonly (readonly [string, Seen<I>])[] {
  return Object.entries(hooks).filter((each): each is [string, Seen<I>] => each[1].is === is);
}

export const targetsIn = (world: World) => seen(world, 'target');
export const programsIn = (world: World) => seen(world, 'program');
export const linksIn = (world: World) => seen(world, 'link');

/** The links between EXT programs and functions. */
export const extensionsIn = (world: World) =>
  linksIn(world).filter(([, { prog, target }]) => Object.hasOwn(world.universe.exts, prog) && target !== 'none');

/** The target that the device runs. */
export function rootOf({ hooks }: World): string {
  const device = hooks.device;
  return device?.is === 'device' ? device.runs : 'none';
}
