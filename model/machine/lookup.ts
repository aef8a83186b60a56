import type { LinkRef, OptionalProgRef, ProgType } from '../../spec/families/slots/vocabulary/index.ts';
import { type BaseSystem, CLOSED_FD, MAP_FD, type NamedHook } from './base-system.ts';
import type { Link, Prog } from './objects.ts';
import { EBADF, EINVAL, OK, type Plain } from './replies.ts';

/** What has this name; throws where the universe has nothing of it. */
export function named<T>(what: string, name: string, known: ReadonlyMap<string, T>): T {
  const found = known.get(name);
  if (found !== undefined) return found;
  const names = [...known.keys()].join(', ') || 'it has none';
  throw new Error(`expected a ${what} of the universe (${names}), found "${name}"`);
}

/** The program of this name; throws where the universe has none. */
export function progNamed(system: BaseSystem<NamedHook>, name: string): Prog {
  return named('program', name, system.progNames);
}

/** The memory of the link of this name; throws where the universe has none. */
export function linkNamed<Hook extends NamedHook>(system: BaseSystem<Hook>, name: string): Link<Hook> {
  return named('link', name, system.linkNames);
}

/** A link that requests may change; throws where it is foreign, because what it is attached to is not modelled. */
export function ownLinkNamed<Hook extends NamedHook>(system: BaseSystem<Hook>, name: string): Link<Hook> {
  const link = linkNamed(system, name);
  if (link.foreign) throw new Error(`expected a link that link_create makes, found the foreign link "${name}"`);
  return link;
}

/** The hook of this name; throws where the universe has none. */
export function hookNamed<Hook extends NamedHook>(system: BaseSystem<Hook>, name: string): Hook {
  return named('hook', name, system.hookNames);
}

/** The fd number that a program reference puts into the request; 0 for none. */
export function progFd(system: BaseSystem<NamedHook>, ref: OptionalProgRef): number {
  switch (ref.is) {
    case 'prog':
      return progNamed(system, ref.name).fd;
    case 'closed-fd':
      return CLOSED_FD;
    case 'wrong-kind-fd':
      return MAP_FD;
    case 'none':
      return 0;
  }
}

/** The fd number that a link reference puts into the request. */
export function linkFd(system: BaseSystem<NamedHook>, ref: LinkRef): number {
  switch (ref.is) {
    case 'link':
      return ownLinkNamed(system, ref.name).fd;
    case 'closed-fd':
      return CLOSED_FD;
    case 'wrong-kind-fd':
      return MAP_FD;
  }
}

/** Whether an fd is a program's, and of this type unless `type` is null. */
export function checkProgFd(system: BaseSystem<NamedHook>, fd: number, type: ProgType | null): Plain {
  const file = system.fds.at(fd);
  if (file === null) return EBADF;
  if (file.prog === null) return EINVAL;
  if (type !== null && file.prog.type !== type) return EINVAL;
  return OK;
}

/** Whether an fd is a link's. */
export function checkLinkFd(system: BaseSystem<NamedHook>, fd: number): Plain {
  const file = system.fds.at(fd);
  if (file === null) return EBADF;
  return file.link === null ? EINVAL : OK;
}
