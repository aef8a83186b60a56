import type { ProgType, Relative, Reply } from '../spec/vocabulary/index.ts';
import { ID, LINK } from './flags.ts';
import { checkLinkFd, checkProgFd, linkNamed, progNamed } from './lookup.ts';
import type { Link, Prog } from './objects.ts';
import { putLink, putProg } from './release.ts';
import { EINVAL, ENOENT, OK } from './replies.ts';
import { CLOSED_FD, MAP_FD, type World } from './world.ts';

/** Resolves the relative of a request into `world.relative` and holds it; `type` is the subject's, or null without one. */
export function resolveRelative(world: World, named: Relative, type: ProgType | null): Reply {
  lowerRelative(world, named);
  return (world.relative.bits & LINK) !== 0 ? resolveLink(world, type) : resolveProg(world, type);
}

/** Lets go of the relative that the last successful resolution holds. */
export function releaseRelative(world: World): void {
  const { prog, link } = world.relative;
  world.relative.prog = null;
  world.relative.link = null;
  if (link !== null) putLink(world, link);
  else if (prog !== null) putProg(world, prog);
}

/** From a name to the number and the bits that a caller would pass, into `world.relative`. */
export function lowerRelative(world: World, named: Relative): void {
  switch (named.is) {
    case 'none':
      set(world, 0, 0);
      break;
    case 'prog': {
      const { id, fd } = progNamed(world, named.name);
      if (named.by === 'id') set(world, id, ID);
      else set(world, fd, 0);
      break;
    }
    case 'link': {
      const { id, fd } = linkNamed(world, named.name);
      if (named.by === 'id') set(world, id, LINK | ID);
      else set(world, fd, LINK);
      break;
    }
    case 'closed-fd':
      set(world, CLOSED_FD, named.as === 'link' ? LINK : 0);
      break;
    case 'wrong-kind-fd':
      set(world, MAP_FD, named.as === 'link' ? LINK : 0);
      break;
    case 'unknown-id':
      if (named.as === 'link') set(world, world.unknownLinkId, LINK | ID);
      else set(world, world.unknownProgId, ID);
      break;
    case 'zero':
      set(world, 0, (named.as === 'link' ? LINK : 0) | (named.by === 'id' ? ID : 0));
      break;
  }
}

function set(world: World, value: number, bits: number): void {
  world.relative.value = value;
  world.relative.bits = bits;
}

function resolveLink(world: World, type: ProgType | null): Reply {
  const { value, bits } = world.relative;
  if ((bits & ID) === 0) {
    if (value === 0) return world.fault === 'relative/zero-link-fd-is-none' ? OK : EINVAL;
    const refused = checkLinkFd(world, value);
    if (refused !== OK) return refused;
    return holdLink(world, world.fds[value]!.link!, type);
  }
  const link = world.linkIds[value]!;
  return link === null ? ENOENT : holdLink(world, link, type);
}

function holdLink(world: World, link: Link, type: ProgType | null): Reply {
  if (isOtherType(world, link.prog!, type)) return EINVAL;
  link.refs++;
  world.relative.link = link;
  world.relative.prog = link.prog;
  return OK;
}

function resolveProg(world: World, type: ProgType | null): Reply {
  const { value, bits } = world.relative;
  if ((bits & ID) === 0) {
    if (value === 0) return OK;
    const refused = checkProgFd(world, value, null);
    if (refused !== OK) return refused;
    return holdProg(world, world.fds[value]!.prog!, type);
  }
  const prog = world.progIds[value]!;
  return prog === null ? ENOENT : holdProg(world, prog, type);
}

function holdProg(world: World, prog: Prog, type: ProgType | null): Reply {
  if (isOtherType(world, prog, type)) {
    if (world.fault === 'relative/wrong-type-leaks') prog.refs++;
    return EINVAL;
  }
  prog.refs++;
  world.relative.prog = prog;
  return OK;
}

function isOtherType(world: World, prog: Prog, type: ProgType | null): boolean {
  return type !== null && prog.type !== type && world.fault !== 'relative/type-unchecked';
}
