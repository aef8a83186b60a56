import type { Hook } from '../hook.ts';
import { objectsKey } from '../key.ts';
import { slotFlags } from './flags.ts';
import type { RfcWorld } from './world.ts';

/**
 * The state as text, with every program and link called what `rename` says, and the flags of every slot. The absolute
 * revision is left out: where it wraps matters to nothing but what a query shows.
 */
export function keyOfRfc(world: RfcWorld, rename: (name: string) => string): string {
  const hooks = world.hooks.map((hook) => hookKey(world, hook, rename));
  return `${objectsKey(world, rename)}|${hooks.join(' ')}`;
}

function hookKey(world: RfcWorld, hook: Hook, rename: (name: string) => string): string {
  const { exists, slots } = world.entryOf(hook);
  if (!exists) return `${hook.name}-`;
  let text = `${hook.name}#`;
  for (let index = 0; index < slots.count; index++) {
    const link = slots.links[index]!;
    const flags = slotFlags(slots.flags[index]!).map((word) => `+${word}`);
    text += `,${rename(slots.progs[index]!.name)}${link === null ? '' : `/${rename(link.name)}`}${flags.join('')}`;
  }
  return text;
}
