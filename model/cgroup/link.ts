import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeLink, takeProg } from '../machine/references.ts';
import { EBADF, EINVAL, ENOLINK, EPERM, OK } from '../machine/replies.ts';
import type { Link } from './cgroup.ts';
import { overwriteProg } from './effective.ts';
import { flagBits, REPLACE } from './flags.ts';
import { putLink, releaseLink } from './release.ts';
import type { World } from './world.ts';

/** BPF_LINK_UPDATE. */
export function linkUpdate(world: World, request: RequestOf<'link_update'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~REPLACE) !== 0) return EINVAL;
  const fd = linkFd(world, request.link);
  const refused = checkLinkFd(world, fd);
  if (refused !== OK) return refused;
  const link = takeLink(world, fd);
  const reply = updateTaken(world, request, flags, link);
  putLink(world, link);
  return reply;
}

function updateTaken(world: World, request: RequestOf<'link_update'>, flags: number, link: Link): Reply {
  const fd = progFd(world, request.prog);
  const refused = checkProgFd(world, fd, null);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const reply = updateExpecting(world, request, flags, link, prog);
  // On success the reference becomes the link's.
  if (reply !== OK) putProg(world, prog);
  return reply;
}

function updateExpecting(
  world: World,
  request: RequestOf<'link_update'>,
  flags: number,
  link: Link,
  prog: Prog,
): Reply {
  const fd = progFd(world, request.old);
  if ((flags & REPLACE) === 0) return fd === 0 ? changeProg(world, link, prog, null) : EINVAL;
  const refused = checkProgFd(world, fd, null);
  if (refused !== OK) return refused;
  const old = takeProg(world, fd);
  const reply = changeProg(world, link, prog, old);
  putProg(world, old);
  return reply;
}

function changeProg(world: World, link: Link, prog: Prog, expected: Prog | null): Reply {
  const cgroup = link.hook;
  if (cgroup === null) return ENOLINK;
  const old = link.prog!;
  if (expected !== null && expected !== old && world.fault !== 'link/update-ignores-old') return EPERM;
  if (prog.type !== old.type && world.fault !== 'link/update-type-unchecked') return EINVAL;
  link.prog = prog;
  if (prog !== old || world.fault !== 'link/update-same-skipped') {
    cgroup.revision++;
    overwriteProg(world, cgroup, link);
  }
  if (world.fault !== 'link/update-keeps-old-reference') putProg(world, old);
  return OK;
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(world: World, request: { readonly link: LinkRef }): Reply {
  const fd = linkFd(world, request.link);
  const refused = checkLinkFd(world, fd);
  if (refused !== OK) return refused;
  const link = takeLink(world, fd);
  const wasDefunct = link.hook === null;
  releaseLink(world, link);
  putLink(world, link);
  return wasDefunct && world.fault === 'link/second-detach-fails' ? ENOLINK : OK;
}

/** close(2) of a link's fd. */
export function linkClose(world: World, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(world, request.link);
  if (world.fds[link.fd] === null) return EBADF;
  world.fds[link.fd] = null;
  putLink(world, link);
  return OK;
}
