import type { Relative, Reply } from '../../spec/vocabulary/index.ts';
import { ENOENT, OK } from '../replies.ts';
import { ID, LINK } from './flags.ts';
import { checkLinkFd, checkProgFd, linkNamed, progNamed } from './lookup.ts';
import type { Link, Prog } from './objects.ts';
import { CLOSED_FD, MAP_FD, type World } from './world.ts';

/** From a name to the number (into `world.relativeValue`) and the bits (returned) that a caller would pass. */
export function lower(world: World, named: Relative): number {
  switch (named.is) {
    case 'none':
      return pass(world, 0, 0);
    case 'prog': {
      const { id, fd } = progNamed(world, named.name);
      return named.by === 'id' ? pass(world, id, ID) : pass(world, fd, 0);
    }
    case 'link': {
      const { id, fd } = linkNamed(world, named.name);
      return named.by === 'id' ? pass(world, id, LINK | ID) : pass(world, fd, LINK);
    }
    case 'closed-fd':
      return pass(world, CLOSED_FD, named.as === 'link' ? LINK : 0);
    case 'wrong-kind-fd':
      return pass(world, MAP_FD, named.as === 'link' ? LINK : 0);
    case 'unknown-id':
      if (named.as === 'link') return pass(world, world.unknownLinkId, LINK | ID);
      return pass(world, world.unknownProgId, ID);
    case 'zero':
      return pass(world, 0, (named.as === 'link' ? LINK : 0) | (named.by === 'id' ? ID : 0));
  }
}

function pass(world: World, value: number, bits: number): number {
  world.relativeValue = value;
  return bits;
}

/** Whether the relative can be found; a program of any type will do here, and fd 0 is an fd like any other. */
export function checkRelative(world: World, bits: number): Reply {
  const value = world.relativeValue;
  if ((bits & ID) === 0) return (bits & LINK) !== 0 ? checkLinkFd(world, value) : checkProgFd(world, value, null);
  const found = (bits & LINK) !== 0 ? world.linkIds[value]! : world.progIds[value]!;
  return found === null ? ENOENT : OK;
}

/** Takes a reference on the link that a relative which passed its check names. */
export function takeRelativeLink(world: World, bits: number): Link {
  const value = world.relativeValue;
  const link = (bits & ID) === 0 ? world.fds[value]!.link! : world.linkIds[value]!;
  link.refs++;
  return link;
}

/** Takes a reference on the program that a relative which passed its check names. */
export function takeRelativeProg(world: World, bits: number): Prog {
  const value = world.relativeValue;
  const prog = (bits & ID) === 0 ? world.fds[value]!.prog! : world.progIds[value]!;
  prog.refs++;
  return prog;
}
