import type { ProgType, Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK, lowerRelative } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import { AFTER, BEFORE, REPLACE } from './flags.ts';
import type { Link } from './hook.ts';
import { putLink } from './release.ts';
import type { System } from './system.ts';

/**
 * Resolves the object of a request, which is the relative or what is to be replaced, into `system.relative`, and holds
 * it. `type` is the subject's, or null without one.
 */
export function resolve(system: System, named: Relative, flags: number, type: ProgType | null): Reply {
  lowerRelative(system, named, system.relative);
  const { value, bits } = system.relative;
  if ((flags & (REPLACE | BEFORE | AFTER)) === 0) {
    if (value === 0 && system.fault === 'resolve/idle-bits-pass') return OK;
    return value !== 0 || bits !== 0 ? EINVAL : OK;
  }
  const isId = (bits & ID) !== 0;
  if ((bits & LINK) !== 0)
    return isId ? holdLink(system, system.linkIds.at(value), type) : linkByFd(system, value, type);
  return isId ? progById(system, value, type) : progByFd(system, value, type);
}

/** Lets go of what the last successful resolution holds. */
export function letGo(system: System): void {
  const { prog, link } = system.relative;
  system.relative.prog = null;
  system.relative.link = null;
  if (link !== null) putLink(system, link);
  else if (prog !== null) putProg(system, prog);
}

function linkByFd(system: System, fd: number, type: ProgType | null): Reply {
  const refused = checkLinkFd(system, fd);
  return refused === OK ? holdLink(system, system.fds.at(fd)!.link, type) : refused;
}

function holdLink(system: System, link: Link | null, type: ProgType | null): Reply {
  if (link === null) return ENOENT;
  const prog = link.prog!;
  if (type !== null && prog.type !== type) return EINVAL;
  link.refs++;
  system.relative.link = link;
  system.relative.prog = prog;
  return OK;
}

function progByFd(system: System, fd: number, type: ProgType | null): Reply {
  const refused = checkProgFd(system, fd, null);
  if (refused === OK) return holdProg(system, system.fds.at(fd)!.prog, type);
  // Whatever fd 0 is, it is no program: it means that nothing is named.
  return fd === 0 ? OK : refused;
}

function progById(system: System, id: number, type: ProgType | null): Reply {
  if (id === 0 && system.fault === 'resolve/zero-id-is-none') return OK;
  return holdProg(system, system.progIds.at(id), type);
}

function holdProg(system: System, prog: Prog | null, type: ProgType | null): Reply {
  if (prog === null) return ENOENT;
  if (type !== null && prog.type !== type) {
    if (system.fault === 'resolve/wrong-type-leaks') prog.refs++;
    return EINVAL;
  }
  prog.refs++;
  system.relative.prog = prog;
  return OK;
}
