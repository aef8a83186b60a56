import { devicesKey } from '../machine/device-system.ts';
import { objectsKey, type Rename } from '../machine/objects-key.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts.
 * Left out: the array that is not active, which of the two is, and the absolute revision: nothing ever depends on them,
 * but on whether a bundle that is kept for an empty list has counted.
 */
export function keyOf(system: System, rename: Rename): string {
  const hooks = system.hooks.map((hook) => hookKey(hook, rename));
  return `${objectsKey(system, rename)}|${devicesKey(system)}|${hooks.join(' ')}`;
}

function hookKey(hook: Hook, rename: Rename): string {
  if (hook.entry === null) {
    const { revision, firstRevision, isKept } = hook.memory;
    return `${hook.name}-${isKept && revision !== firstRevision ? '*' : ''}`;
  }
  const { progs, links, size } = hook.entry.active;
  let text = `${hook.name}#${hook.entry.count}`;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const link = links[index]!;
    text += `,${rename(progs[index]!.name)}${link === null ? '' : `/${rename(link.name)}`}`;
  }
  return text;
}
