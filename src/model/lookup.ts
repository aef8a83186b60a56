import type { LinkRef, OptionalProgRef, ProgType } from '../spec/vocabulary/index.ts';
import type { Device, Hook } from './hook.ts';
import type { Link, Prog } from './objects.ts';
import { EBADF, EINVAL, OK } from './replies.ts';
import { CLOSED_FD, MAP_FD, type World } from './world.ts';

function missing(what: string, name: string, known: Map<string, unknown>): Error {
  return new Error(
    `expected a ${what} of the universe (${[...known.keys()].join(', ') || 'it has none'}), found "${name}"`,
  );
}

/** The program of this name; throws where the universe has none. */
export function progNamed(world: World, name: string): Prog {
  const prog = world.progNames.get(name);
  if (prog === undefined) throw missing('program', name, world.progNames);
  return prog;
}

/** The memory of the link of this name; throws where the universe has none. */
export function linkNamed(world: World, name: string): Link {
  const link = world.linkNames.get(name);
  if (link === undefined) throw missing('link', name, world.linkNames);
  return link;
}

/** A link that requests may change; throws where it is foreign, because what it is attached to is not modelled. */
export function ownLinkNamed(world: World, name: string): Link {
  const link = linkNamed(world, name);
  if (link.foreign) throw new Error(`expected a link that link_create makes, found the foreign link "${name}"`);
  return link;
}

/** The hook of this name; throws where the universe has none. */
export function hookNamed(world: World, name: string): Hook {
  const hook = world.hookNames.get(name);
  if (hook === undefined) throw missing('hook', name, world.hookNames);
  return hook;
}

/** The device of this name; throws where no hook of the universe is on one. */
export function deviceNamed(world: World, name: string): Device {
  const device = world.deviceNames.get(name);
  if (device === undefined) throw missing('device', name, world.deviceNames);
  return device;
}

/** The fd number that a program reference puts into the request; 0 for none. */
export function progFd(world: World, ref: OptionalProgRef): number {
  switch (ref.is) {
    case 'prog':
      return progNamed(world, ref.name).fd;
    case 'closed-fd':
      return CLOSED_FD;
    case 'wrong-kind-fd':
      return MAP_FD;
    case 'none':
      return 0;
  }
}

/** The fd number that a link reference puts into the request. */
export function linkFd(world: World, ref: LinkRef): number {
  switch (ref.is) {
    case 'link':
      return ownLinkNamed(world, ref.name).fd;
    case 'closed-fd':
      return CLOSED_FD;
    case 'wrong-kind-fd':
      return MAP_FD;
  }
}

/** Whether an fd is a program's, and of this type unless `type` is null. */
export function checkProgFd(world: World, fd: number, type: ProgType | null) {
  const file = world.fds[fd]!;
  if (file === null) return EBADF;
  if (file.prog === null) return EINVAL;
  if (type !== null && file.prog.type !== type) return EINVAL;
  return OK;
}

/** Whether an fd is a link's. */
export function checkLinkFd(world: World, fd: number) {
  const file = world.fds[fd]!;
  if (file === null) return EBADF;
  if (file.link === null) return EINVAL;
  return OK;
}

/** Takes a reference on the program of an fd that passed its check. */
export function takeProg(world: World, fd: number): Prog {
  const prog = world.fds[fd]!.prog!;
  prog.refs++;
  return prog;
}

/** Takes a reference on the link of an fd that passed its check. */
export function takeLink(world: World, fd: number): Link {
  const link = world.fds[fd]!.link!;
  link.refs++;
  return link;
}
