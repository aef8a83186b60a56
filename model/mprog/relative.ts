import type { ProgType, Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd } from '../machine/lookup.ts';
import { ID, LINK, lowerRelative } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import type { Link } from './hook.ts';
import { putLink } from './release.ts';
import type { System } from './system.ts';

/** Resolves the relative of a request into `system.relative` and holds it; `type` is the subject's, or null without one. */
export function resolveRelative(system: System, named: Relative, type: ProgType | null): Reply {
  lowerRelative(system, named, system.relative);
  return (system.relative.bits & LINK) !== 0 ? resolveLink(system, type) : resolveProg(system, type);
}

/** Lets go of the relative that the last successful resolution holds. */
export function releaseRelative(system: System): void {
  const { prog, link } = system.relative;
  system.relative.prog = null;
  system.relative.link = null;
  if (link !== null) putLink(system, link);
  else if (prog !== null) putProg(system, prog);
}

function resolveLink(system: System, type: ProgType | null): Reply {
  const { value, bits } = system.relative;
  if ((bits & ID) === 0) {
    if (value === 0) return system.fault === 'relative/zero-link-fd-is-none' ? OK : EINVAL;
    const refused = checkLinkFd(system, value);
    if (refused !== OK) return refused;
    return holdLink(system, system.fds.at(value)!.link!, type);
  }
  const link = system.linkIds.at(value);
  return link === null ? ENOENT : holdLink(system, link, type);
}

function holdLink(system: System, link: Link, type: ProgType | null): Reply {
  if (isOtherType(system, link.prog!, type)) return EINVAL;
  link.refs++;
  system.relative.link = link;
  system.relative.prog = link.prog;
  return OK;
}

function resolveProg(system: System, type: ProgType | null): Reply {
  const { value, bits } = system.relative;
  if ((bits & ID) === 0) {
    if (value === 0) return OK;
    const refused = checkProgFd(system, value, null);
    if (refused !== OK) return refused;
    return holdProg(system, system.fds.at(value)!.prog!, type);
  }
  const prog = system.progIds.at(value);
  return prog === null ? ENOENT : holdProg(system, prog, type);
}

function holdProg(system: System, prog: Prog, type: ProgType | null): Reply {
  if (isOtherType(system, prog, type)) {
    if (system.fault === 'relative/wrong-type-leaks') prog.refs++;
    return EINVAL;
  }
  prog.refs++;
  system.relative.prog = prog;
  return OK;
}

function isOtherType(system: System, prog: Prog, type: ProgType | null): boolean {
  return type !== null && prog.type !== type && system.fault !== 'relative/type-unchecked';
}
