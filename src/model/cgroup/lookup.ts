import type { LinkRef, OptionalProgRef, ProgType, Reply } from '../../spec/vocabulary/index.ts';
import { EBADF, EINVAL, OK } from '../replies.ts';
import type { Cgroup } from './cgroup.ts';
import type { Link, Prog } from './objects.ts';
import { CLOSED_FD, MAP_FD, type World } from './world.ts';

/** The type of program that the attach point takes. */
export const TAKEN_TYPE: ProgType = 'cgroup_skb';

function named<T>(what: string, name: string, known: Map<string, T>): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = [...known.keys()].join(', ') || 'it has none';
  throw new Error(`expected a ${what} of the universe (${names}), found "${name}"`);
}

/** The program of this name; throws where the universe has none. */
export function progNamed(world: World, name: string): Prog {
  return named('program', name, world.progNames);
}

/** The memory of the link of this name; throws where the universe has none. */
export function linkNamed(world: World, name: string): Link {
  return named('link', name, world.linkNames);
}

/** A link that requests may change; throws where it is foreign, because what it is attached to is not modelled. */
export function ownLinkNamed(world: World, name: string): Link {
  const link = linkNamed(world, name);
  if (link.foreign) throw new Error(`expected a link that link_create makes, found the foreign link "${name}"`);
  return link;
}

/** The cgroup of this name; throws where the universe has none. */
export function cgroupNamed(world: World, name: string): Cgroup {
  return named('hook', name, world.cgroupNames);
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
export function checkProgFd(world: World, fd: number, type: ProgType | null): Reply {
  const file = world.fds[fd]!;
  if (file === null) return EBADF;
  if (file.prog === null) return EINVAL;
  if (type !== null && file.prog.type !== type) return EINVAL;
  return OK;
}

/** Whether an fd is a link's. */
export function checkLinkFd(world: World, fd: number): Reply {
  const file = world.fds[fd]!;
  if (file === null) return EBADF;
  return file.link === null ? EINVAL : OK;
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
