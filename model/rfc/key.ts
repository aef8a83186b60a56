import { devicesKey } from '../machine/device-world.ts';
import { objectsKey, type Rename } from '../machine/objects-key.ts';
import { slotFlags } from './flags.ts';
import type { Hook } from './hook.ts';
import type { World } from './world.ts';

/**
 * The state as text, with every program and link called what `rename` says, and the flags of every slot. The absolute
 * revision is left out: where it wraps matters to nothing but what a query shows.
 */
export function keyOf(world: World, rename: Rename): string {
  const hooks = world.hooks.map((hook) => hookKey(hook, rename));
  return `${objectsKey(world, rename)}|${devicesKey(world)}|${hooks.join(' ')}`;
}

function hookKey(hook: Hook, rename: Rename): string {
  const { exists, slots } = hook.entry;
  if (!exists) return `${hook.name}-`;
  let text = `${hook.name}#`;
  for (let index = 0; index < slots.count; index++) {
    const link = slots.links[index]!;
    const flags = slotFlags(slots.flags[index]!).map((word) => `+${word}`);
    text += `,${rename(slots.progs[index]!.name)}${link === null ? '' : `/${rename(link.name)}`}${flags.join('')}`;
  }
  return text;
}
