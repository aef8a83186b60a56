import type { Cgroup } from './cgroup.ts';
import { type Link, type Prog, progOf } from './objects.ts';
import type { World } from './world.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts.
 * Left out is the absolute revision. What runs is in it although it mostly follows from the lists: an update that
 * overwrote another program's entry is remembered nowhere else.
 */
export function keyOf(world: World, rename: (name: string) => string): string {
  const progs = world.progs.map((prog) => progKey(world, prog, rename)).sort();
  const links = world.links.map((link) => linkKey(world, link, rename)).sort();
  const cgroups = world.cgroups.map((cgroup) => cgroupKey(cgroup, rename));
  return `${progs.join(' ')}|${links.join(' ')}|${cgroups.join(' ')}`;
}

function progKey(world: World, prog: Prog, rename: (name: string) => string): string {
  const fd = world.fds[prog.fd] === null ? '' : 'f';
  const id = world.progIds[prog.id] === null ? '' : 'i';
  return `${rename(prog.name)}:${prog.type}:${prog.refs}${fd}${id}`;
}

function linkKey(world: World, link: Link, rename: (name: string) => string): string {
  const fd = world.fds[link.fd] === null ? '' : 'f';
  const id = world.linkIds[link.id] === null ? '' : 'i';
  const prog = link.prog === null ? '' : rename(link.prog.name);
  const at = link.foreign ? 'elsewhere' : (link.cgroup?.name ?? '');
  return `${rename(link.name)}:${link.refs}${fd}${id}:${prog}@${at}`;
}

function cgroupKey(cgroup: Cgroup, rename: (name: string) => string): string {
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
