import type { ProgType, Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK, lowerRelative } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import type { Link } from './hook.ts';
import { putLink } from './release.ts';
import type { World } from './world.ts';

/** Resolves the relative of a request into `world.relative` and holds it; `type` is the subject's, or null without one. */
export function resolveRelative(world: World, named: Relative, type: ProgType | null): Reply {
  lowerRelative(world, named, world.relative);
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
