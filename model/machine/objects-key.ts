import type { BaseSystem, NamedHook } from './base-system.ts';
import type { Link, Prog } from './objects.ts';

/** What a program or link is to be called. */
export type Rename = (name: string) => string;

const asItIs: Rename = (name) => name;

/**
 * The state of programs and links as text, sorted by the new names, so that states that differ only in who is called
 * what have equal texts. Hooks keep their names, unless it is said.
 */
export function objectsKey(system: BaseSystem<NamedHook>, rename: Rename, renameHook: Rename = asItIs): string {
  const progs = system.progs.map((prog) => progKey(system, prog, rename)).sort();
  const links = system.links.map((link) => linkKey(system, link, rename, renameHook)).sort();
  return `${progs.join(' ')}|${links.join(' ')}`;
}

function progKey(system: BaseSystem<NamedHook>, prog: Prog, rename: Rename): string {
  const fd = system.fds.at(prog.fd) === null ? '' : 'f';
  const id = system.progIds.at(prog.id) === null ? '' : 'i';
  return `${rename(prog.name)}:${prog.type}:${prog.refs}${fd}${id}`;
}

function linkKey(system: BaseSystem<NamedHook>, link: Link<NamedHook>, rename: Rename, renameHook: Rename): string {
  const fd = system.fds.at(link.fd) === null ? '' : 'f';
  const id = system.linkIds.at(link.id) === null ? '' : 'i';
  const held = link.opens > 1 || link.pinned ? `*${link.opens}${link.pinned ? 'p' : ''}` : '';
  const prog = link.prog === null ? '' : rename(link.prog.name);
  const at = link.foreign ? 'elsewhere' : link.hook === null ? '' : renameHook(link.hook.name);
  return `${rename(link.name)}:${link.refs}${fd}${id}${held}:${prog}@${at}`;
}
