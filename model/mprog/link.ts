import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { closeFd, putProg, takeLink, takeProg } from '../machine/references.ts';
import { EBADF, EEXIST, EINVAL, ENOENT, ENOLINK, EPERM, ERANGE, OK, UNDEFINED } from '../machine/replies.ts';
import { flagBits, REPLACE } from './flags.ts';
import type { Link } from './hook.ts';
import { isPastEnd, putLink, releaseLink } from './release.ts';
import type { System } from './system.ts';

/** BPF_LINK_UPDATE. */
export function linkUpdate(system: System, request: RequestOf<'link_update'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~REPLACE) !== 0) return EINVAL;
  const fd = linkFd(system, request.link);
  const refused = checkLinkFd(system, fd);
  if (refused !== OK) return refused;
  const link = takeLink(system, fd);
  const reply = updateTaken(system, request, flags, link);
  putLink(system, link);
  return reply;
}

function updateTaken(system: System, request: RequestOf<'link_update'>, flags: number, link: Link): Reply {
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = updateExpecting(system, request, flags, link, prog);
  // On success the link has a reference of its own.
  if (!(reply === EPERM && system.fault === 'link/update-eperm-leaks')) putProg(system, prog);
  return reply;
}

function updateExpecting(
  system: System,
  request: RequestOf<'link_update'>,
  flags: number,
  link: Link,
  prog: Prog,
): Reply {
  const fd = progFd(system, request.old);
  if ((flags & REPLACE) === 0) return fd === 0 ? changeProg(system, link, prog, null) : EINVAL;
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const old = takeProg(system, fd);
  const reply = changeProg(system, link, prog, old);
  putProg(system, old);
  return reply;
}

function changeProg(system: System, link: Link, prog: Prog, expected: Prog | null): Reply {
  const hook = link.hook;
  if (hook === null) return ENOLINK;
  const old = link.prog!;
  if (expected !== null && expected !== old && system.fault !== 'link/update-ignores-old') return EPERM;
  const bundle = hook.entry;
  if (prog === old) {
    if (bundle !== null && system.fault === 'link/update-same-bumps-revision') bundle.revision++;
    return OK;
  }
  // Only a fault can have taken the slot away from an attached link.
  const position = bundle === null ? -1 : bundle.active.findLink(link);
  if (bundle === null || position < 0) return ENOENT;
  if (system.defects.refusesOffloaded && system.traits[prog.name] === 'offloaded') return EINVAL;
  if (system.fault !== 'link/update-duplicates' && bundle.active.find(prog) >= 0) return EEXIST;
  if (prog.type !== old.type && system.fault !== 'link/update-type-unchecked') return EINVAL;
  if (system.defects.limitsByIndex && position >= bundle.capacity) return ERANGE;
  bundle.overwrite(position, prog, link);
  bundle.revision++;
  prog.refs++;
  link.prog = prog;
  if (system.fault !== 'link/update-keeps-old-reference') putProg(system, old);
  return OK;
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(system: System, request: { readonly link: LinkRef }): Reply {
  const fd = linkFd(system, request.link);
  const refused = checkLinkFd(system, fd);
  if (refused !== OK) return refused;
  const link = takeLink(system, fd);
  const wasDefunct = link.hook === null;
  // A link that cannot be taken out stays attached, with a warning in the log and no error.
  if (!isPastEnd(system, link)) releaseLink(system, link);
  putLink(system, link);
  return wasDefunct && system.fault === 'link/second-detach-fails' ? ENOLINK : OK;
}

/** close(2) of a link's fd. */
export function linkClose(system: System, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(system, request.link);
  if (system.fds.at(link.fd) === null) return EBADF;
  // The slot would point to a link that is freed.
  if (isPastEnd(system, link)) return UNDEFINED;
  closeFd(system, link);
  if (system.fault === 'link/close-detaches') releaseLink(system, link);
  putLink(system, link);
  return OK;
}
