import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { ENOENT, OK } from '../machine/replies.ts';
import type { Link } from './cgroup.ts';
import type { System } from './system.ts';

/** Whether the relative can be found; a program of any type will do here, and fd 0 is an fd like any other. */
export function checkRelative(system: System): Reply {
  const { value, bits } = system.relative;
  if ((bits & ID) === 0) return (bits & LINK) !== 0 ? checkLinkFd(system, value) : checkProgFd(system, value, null);
  const found = (bits & LINK) !== 0 ? system.linkIds.at(value) : system.progIds.at(value);
  return found === null ? ENOENT : OK;
}

/** Takes a reference on the link that a relative which passed its check names. */
export function takeRelativeLink(system: System): Link {
  const { value, bits } = system.relative;
  const link = (bits & ID) === 0 ? system.fds.at(value)!.link! : system.linkIds.at(value)!;
  link.refs++;
  return link;
}

/** Takes a reference on the program that a relative which passed its check names. */
export function takeRelativeProg(system: System): Prog {
  const { value, bits } = system.relative;
  const prog = (bits & ID) === 0 ? system.fds.at(value)!.prog! : system.progIds.at(value)!;
  prog.refs++;
  return prog;
}
