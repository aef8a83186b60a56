import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { closeFd, putProg, takeLink, takeProg } from '../machine/references.ts';
import { EBADF, EINVAL, ENOLINK, EPERM, OK, SPLAT } from '../machine/replies.ts';
import type { Link } from './cgroup.ts';
import { overwriteProg } from './effective.ts';
import { flagBits, REPLACE } from './flags.ts';
import { putLink, releaseLink } from './release.ts';
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
  // On success the reference becomes the link's.
  if (reply !== OK) putProg(system, prog);
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
  const cgroup = link.hook;
  if (cgroup === null) return ENOLINK;
  const old = link.prog!;
  if (expected !== null && expected !== old && system.fault !== 'link/update-ignores-old') return EPERM;
  if (prog.type !== old.type && system.fault !== 'link/update-type-unchecked') return EINVAL;
  const { otherStorage } = system.differences;
  if (otherStorage !== 'unsaid' && hasStorage(system, prog) !== hasStorage(system, old))
    return otherStorage === 'refused' ? EINVAL : SPLAT;
  link.prog = prog;
  if (prog !== old || system.fault !== 'link/update-same-skipped') {
    cgroup.revision++;
    overwriteProg(system, cgroup, link);
  }
  if (system.fault !== 'link/update-keeps-old-reference') putProg(system, old);
  return OK;
}

/** Whether a program has a cgroup storage map of its own. */
function hasStorage(system: System, { name }: Prog): boolean {
  return system.traits[name] === 'storage';
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(system: System, request: { readonly link: LinkRef; readonly short: boolean }): Reply {
  const fd = linkFd(system, request.link);
  const refused = checkLinkFd(system, fd);
  if (refused !== OK) return refused;
  const link = takeLink(system, fd);
  const wasDefunct = link.hook === null;
  releaseLink(system, link);
  putLink(system, link);
  return wasDefunct && system.fault === 'link/second-detach-fails' ? ENOLINK : OK;
}

/** close(2) of a link's fd. */
export function linkClose(system: System, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(system, request.link);
  if (system.fds.at(link.fd) === null) return EBADF;
  closeFd(system, link);
  if (system.fault === 'link/close-detaches') releaseLink(system, link);
  putLink(system, link);
  return OK;
}
