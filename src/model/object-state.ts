import type { LinkState } from '../spec/vocabulary/index.ts';
import type { World } from './world.ts';

/** How many references a program or link has; throws on a name that the universe has not. */
export function referencesTo(world: World, name: string): number {
  const object = world.progNames.get(name) ?? world.linkNames.get(name);
  if (object === undefined) throw new Error(`expected a program or link of the universe, found "${name}"`);
  return object.refs;
}

/** Where a link stands; throws on a name that the universe has not. */
export function stateOfLink(world: World, name: string): LinkState {
  const link = world.linkNames.get(name);
  if (link === undefined) throw new Error(`expected a link of the universe, found "${name}"`);
  if (link.refs === 0) return 'absent';
  if (link.foreign) return 'elsewhere';
  return link.hook === null ? 'defunct' : 'attached';
}
