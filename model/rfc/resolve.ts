import type { ProgType, Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK, lowerRelative } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import { AFTER, BEFORE, REPLACE } from './flags.ts';
import type { Link } from './hook.ts';
import { putLink } from './release.ts';
import type { World } from './world.ts';

/**
 * Resolves the object of a request, which is the relative or what is to be replaced, into `world.relative`, and holds
 * it. `type` is the subject's, or null without one.
 */
export function resolve(world: World, named: Relative, flags: number, type: ProgType | null): Reply {
  lowerRelative(world, named, world.relative);
  const { value, bits } = world.relative;
  if ((flags & (REPLACE | BEFORE | AFTER)) === 0) {
    if (value === 0 && world.fault === 'resolve/idle-bits-pass') return OK;
    return value !== 0 || bits !== 0 ? EINVAL : OK;
  }
  const isId = (bits & ID) !== 0;
  if ((bits & LINK) !== 0) return isId ? holdLink(world, world.linkIds[value]!, type) : linkByFd(world, value, type);
  return isId ? progById(world, value, type) : progByFd(world, value, type);
}

/** Lets go of what the last successful resolution holds. */
export function letGo(world: World): void {
  const { prog, link } = world.relative;
  world.relative.prog = null;
  world.relative.link = null;
  if (link !== null) putLink(world, link);
  else if (prog !== null) putProg(world, prog);
}

function linkByFd(world: World, fd: number, type: ProgType | null): Reply {
  const refused = checkLinkFd(world, fd);
  return refused === OK ? holdLink(world, world.fds[fd]!.link, type) : refused;
}

function holdLink(world: World, link: Link | null, type: ProgType | null): Reply {
  if (link === null) return ENOENT;
  const prog = link.prog!;
  if (type !== null && prog.type !== type) return EINVAL;
  link.refs++;
  world.relative.link = link;
  world.relative.prog = prog;
  return OK;
}

function progByFd(world: World, fd: number, type: ProgType | null): Reply {
  const refused = checkProgFd(world, fd, null);
  if (refused === OK) return holdProg(world, world.fds[fd]!.prog, type);
  // Whatever fd 0 is, it is no program: it means that nothing is named.
  return fd === 0 ? OK : refused;
}

function progById(world: World, id: number, type: ProgType | null): Reply {
  if (id === 0 && world.fault === 'resolve/zero-id-is-none') return OK;
  return holdProg(world, world.progIds[id]!, type);
}

function holdProg(world: World, prog: Prog | null, type: ProgType | null): Reply {
  if (prog === null) return ENOENT;
  if (type !== null && prog.type !== type) {
    if (world.fault === 'resolve/wrong-type-leaks') prog.refs++;
    return EINVAL;
  }
  prog.refs++;
  world.relative.prog = prog;
  return OK;
}
