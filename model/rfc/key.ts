import { devicesKey } from '../machine/device-system.ts';
import { objectsKey, type Rename } from '../machine/objects-key.ts';
import { slotFlags } from './flags.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/**
 * The state as text, with every program and link called what `rename` says, and the flags of every slot. The absolute
 * revision is left out: where it wraps matters to nothing but what a query shows.
 */
export function keyOf(system: System, rename: Rename): string {
  const hooks = system.hooks.map((hook) => hookKey(hook, rename));
  return `${objectsKey(system, rename)}|${devicesKey(system)}|${hooks.join(' ')}`;
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
