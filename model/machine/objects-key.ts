import type { BaseWorld, NamedHook } from './base-world.ts';
import type { Link, Prog } from './objects.ts';

/** What a program or link is to be called. */
export type Rename = (name: string) => string;

/**
 * The state of programs and links as text, sorted by the new names, so that states that differ only in who is called
 * what have equal texts.
 */
export function objectsKey(world: BaseWorld<NamedHook>, rename: Rename): string {
  const progs = world.progs.map((prog) => progKey(world, prog, rename)).sort();
  const links = world.links.map((link) => linkKey(world, link, rename)).sort();
  return `${progs.join(' ')}|${links.join(' ')}`;
}

function progKey(world: BaseWorld<NamedHook>, prog: Prog, rename: Rename): string {
  const fd = world.fds[prog.fd] === null ? '' : 'f';
  const id = world.progIds[prog.id] === null ? '' : 'i';
  return `${rename(prog.name)}:${prog.type}:${prog.refs}${fd}${id}`;
}

function linkKey(world: BaseWorld<NamedHook>, link: Link<NamedHook>, rename: Rename): string {
  const fd = world.fds[link.fd] === null ? '' : 'f';
  const id = world.linkIds[link.id] === null ? '' : 'i';
  const prog = link.prog === null ? '' : rename(link.prog.name);
  const at = link.foreign ? 'elsewhere' : (link.hook?.name ?? '');
  return `${rename(link.name)}:${link.refs}${fd}${id}:${prog}@${at}`;
}
