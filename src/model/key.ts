import type { Hook } from './hook.ts';
import type { Link, Prog } from './objects.ts';
import type { World } from './world.ts';

/**
 * The state as text, sorted by the new names, so that states that differ only in who is called what have equal texts.
 * Left out: the array that is not active, which of the two is, and the absolute revision: nothing ever depends on them.
 */
export function keyOf(world: World, rename: (name: string) => string): string {
  const hooks = world.hooks.map((hook) => hookKey(hook, rename));
  return `${objectsKey(world, rename)}|${hooks.join(' ')}`;
}

/** The part of the text that tells programs, links and devices. */
export function objectsKey(world: World, rename: (name: string) => string): string {
  const progs = world.progs.map((prog) => progKey(world, prog, rename)).sort();
  const links = world.links.map((link) => linkKey(world, link, rename)).sort();
  const devices = world.devices.map((device) => `${device.name}${device.present ? '+' : '-'}`);
  return `${progs.join(' ')}|${links.join(' ')}|${devices.join(' ')}`;
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
  const at = link.foreign ? 'elsewhere' : (link.hook?.name ?? '');
  return `${rename(link.name)}:${link.refs}${fd}${id}:${prog}@${at}`;
}

function hookKey(hook: Hook, rename: (name: string) => string): string {
  if (hook.entry === null) return `${hook.name}-`;
  const { progs, links, size } = hook.entry.active;
  let text = `${hook.name}#${hook.entry.count}`;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const link = links[index]!;
    text += `,${rename(progs[index]!.name)}${link === null ? '' : `/${rename(link.name)}`}`;
  }
  return text;
}
