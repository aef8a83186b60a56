import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { ENOENT, OK } from '../machine/replies.ts';
import type { Link } from './cgroup.ts';
import type { World } from './world.ts';

/** Whether the relative can be found; a program of any type will do here, and fd 0 is an fd like any other. */
export function checkRelative(world: World): Reply {
  const { value, bits } = world.relative;
  if ((bits & ID) === 0) return (bits & LINK) !== 0 ? checkLinkFd(world, value) : checkProgFd(world, value, null);
  const found = (bits & LINK) !== 0 ? world.linkIds[value]! : world.progIds[value]!;
  return found === null ? ENOENT : OK;
}

/** Takes a reference on the link that a relative which passed its check names. */
export function takeRelativeLink(world: World): Link {
  const { value, bits } = world.relative;
  const link = (bits & ID) === 0 ? world.fds[value]!.link! : world.linkIds[value]!;
  link.refs++;
  return link;
}

/** Takes a reference on the program that a relative which passed its check names. */
export function takeRelativeProg(world: World): Prog {
  const { value, bits } = world.relative;
  const prog = (bits & ID) === 0 ? world.fds[value]!.prog! : world.progIds[value]!;
  prog.refs++;
  return prog;
}
