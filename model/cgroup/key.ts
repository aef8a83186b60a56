import { objectsKey, type Rename } from '../machine/objects-key.ts';
import { type Cgroup, progOf } from './cgroup.ts';
import type { System } from './system.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts.
 * Left out is the absolute revision. What runs is in it although it mostly follows from the lists: an update that
 * overwrote another program's entry is remembered nowhere else.
 */
export function keyOf(system: System, rename: Rename): string {
  const cgroups = system.hooks.map((cgroup) => cgroupKey(cgroup, rename));
  return `${objectsKey(system, rename)}|${cgroups.join(' ')}${heldKey(system, rename)}`;
}

/** Sockets with the cgroups that they were made in, and all that is dying for them; nothing where none is open. */
function heldKey(system: System, rename: Rename): string {
  let text = '';
  for (const { name, domain, cgroup } of system.sockets.values()) {
    if (cgroup === null) continue;
    text += `|${name}:${domain}@${placeKey(cgroup, rename)}`;
  }
  return text;
}

/** A cgroup by its name, or, where it is dying, by what is attached to it, and the same of those above it. */
function placeKey(cgroup: Cgroup, rename: Rename): string {
  if (cgroup.present) return cgroup.name;
  const above = cgroup.parent === null ? '' : `^${placeKey(cgroup.parent, rename)}`;
  return `${contentKey(cgroup, rename)}${above}`;
}

function cgroupKey(cgroup: Cgroup, rename: Rename): string {
  return cgroup.present ? contentKey(cgroup, rename) : `${cgroup.name}-`;
}

function contentKey(cgroup: Cgroup, rename: Rename): string {
  let text = `${cgroup.name}#${cgroup.mode}`;
  for (const entry of cgroup.entries) {
    text += `,${rename(progOf(entry).name)}`;
    if (entry.link !== null) text += `/${rename(entry.link.name)}`;
    if (entry.preorder) text += '!';
  }
  text += '=';
  for (const prog of cgroup.effective) text += `,${rename(prog.name)}`;
  return text;
}
