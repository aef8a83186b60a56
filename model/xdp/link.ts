import type { LinkRef, RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { UPDATE_REPLACE_BIT } from '../../spec/families/xdp/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeLink, takeProg } from '../machine/references.ts';
import { EBADF, EEXIST, EINVAL, ENOENT, ENOLINK, EPERM, OK, type Plain } from '../machine/replies.ts';
import type { Link } from './device.ts';
import { install } from './driver.ts';
import { updateFlagBits } from './flags.ts';
import { putLink, releaseLink } from './release.ts';
import type { System } from './system.ts';

/** BPF_LINK_UPDATE. */
export function linkUpdate(system: System, request: RequestOf<'link_update'>): Plain {
  const flags = updateFlagBits(request.flags);
  if ((flags & ~UPDATE_REPLACE_BIT) !== 0) return EINVAL;
  const fd = linkFd(system, request.link);
  const refused = checkLinkFd(system, fd);
  if (refused !== OK) return refused;
  const link = takeLink(system, fd);
  const reply = updateTaken(system, request, flags, link);
  putLink(system, link);
  return reply;
}

function updateTaken(system: System, request: RequestOf<'link_update'>, flags: number, link: Link): Plain {
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = updateExpecting(system, request, flags, link, prog);
  // On success the link has a reference of its own.
  if (reply === OK || system.fault !== 'update/refusal-keeps-reference') putProg(system, prog);
  return reply;
}

function updateExpecting(
  system: System,
  request: RequestOf<'link_update'>,
  flags: number,
  link: Link,
  prog: Prog,
): Plain {
  const fd = progFd(system, request.old);
  if ((flags & UPDATE_REPLACE_BIT) === 0) return fd === 0 ? changeProg(system, link, prog, null) : EINVAL;
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const old = takeProg(system, fd);
  const reply = changeProg(system, link, prog, old);
  putProg(system, old);
  return reply;
}

function changeProg(system: System, link: Link, prog: Prog, expected: Prog | null): Plain {
  const device = link.hook;
  const there = link.prog!;
  const isStale = expected !== null && expected !== there && system.fault !== 'update/old-ignored';
  if (isStale && system.fault === 'update/old-before-defunct') return EPERM;
  if (device === null) return ENOLINK;
  if (isStale) return EPERM;
  if (prog.type !== there.type) return EINVAL;
  const [to, from] = [system.loadedAs(prog).expects, system.loadedAs(there).expects];
  if (to !== from && system.fault !== 'update/attach-type-unchecked') return EINVAL;
  if (prog === there) {
    if (system.fault === 'update/same-keeps-reference') prog.refs++;
    return OK;
  }
  if (system.fault === 'update/looks-at-upper' && device.upper !== null && device.upper.progCount > 0) return EEXIST;
  const mode = device.modeOf(link);
  // Only a fault can have taken the place away from a link that is not defunct.
  const refused = mode === -1 ? OK : install(system, device, mode, prog);
  if (refused !== OK) return refused;
  prog.refs++;
  link.prog = prog;
  if (system.fault !== 'update/old-keeps-reference') putProg(system, there);
  return OK;
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(system: System, request: RequestOf<'link_detach'>): Plain {
  return request.by === 'id' ? detachById(system, request) : detachByFd(system, request.link);
}

function detachByFd(system: System, ref: LinkRef): Plain {
  const fd = linkFd(system, ref);
  const refused = checkLinkFd(system, fd);
  if (refused !== OK) return refused;
  return detach(system, takeLink(system, fd));
}

/** Through an fd that is asked for by the id of the link. What is no link of the universe has an id that nobody has. */
function detachById(system: System, request: RequestOf<'link_detach'>): Plain {
  if (request.caller !== 'privileged' && system.fault !== 'detach/anybody-by-id') return EPERM;
  const ref = request.link;
  const id = ref.is === 'link' ? ownLinkNamed(system, ref.name).id : system.unknownLinkId;
  const link = system.linkIds.at(id);
  if (link === null) return ENOENT;
  link.refs++;
  return detach(system, link);
}

/** Detaches a link whose reference is given up with that. */
function detach(system: System, link: Link): Plain {
  const wasDefunct = link.hook === null;
  releaseLink(system, link);
  putLink(system, link);
  return wasDefunct && system.fault === 'detach/second-fails' ? ENOLINK : OK;
}

/** close(2) of a link's fd. */
export function linkClose(system: System, request: RequestOf<'link_close'>): Plain {
  const link = ownLinkNamed(system, request.link);
  if (system.fds.at(link.fd) === null) return EBADF;
  system.fds.set(link.fd, null);
  putLink(system, link);
  return OK;
}
