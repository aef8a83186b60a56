import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeLink, takeProg } from '../machine/references.ts';
import { EBADF, EEXIST, EINVAL, ENOENT, ENOLINK, EPERM, ERANGE, OK, UNDEFINED } from '../machine/replies.ts';
import { flagBits, REPLACE } from './flags.ts';
import type { Link } from './hook.ts';
import { isPastEnd, putLink, releaseLink } from './release.ts';
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
  // On success the link has a reference of its own.
  if (!(reply === EPERM && world.fault === 'link/update-eperm-leaks')) putProg(world, prog);
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
  const hook = link.hook;
  if (hook === null) return ENOLINK;
  const old = link.prog!;
  if (expected !== null && expected !== old && world.fault !== 'link/update-ignores-old') return EPERM;
  const bundle = hook.entry;
  if (prog === old) {
    if (bundle !== null && world.fault === 'link/update-same-bumps-revision') bundle.revision++;
    return OK;
  }
  // Only a fault can have taken the slot away from an attached link.
  const position = bundle === null ? -1 : bundle.active.findLink(link);
  if (bundle === null || position < 0) return ENOENT;
  if (world.fault !== 'link/update-duplicates' && bundle.active.find(prog) >= 0) return EEXIST;
  if (prog.type !== old.type && world.fault !== 'link/update-type-unchecked') return EINVAL;
  if (world.isFirstMerge && position >= bundle.capacity) return ERANGE;
  bundle.overwrite(position, prog, link);
  bundle.revision++;
  prog.refs++;
  link.prog = prog;
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
  // A link that cannot be taken out stays attached, with a warning in the log and no error.
  if (!isPastEnd(world, link)) releaseLink(world, link);
  putLink(world, link);
  return wasDefunct && world.fault === 'link/second-detach-fails' ? ENOLINK : OK;
}

/** close(2) of a link's fd. */
export function linkClose(world: World, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(world, request.link);
  if (world.fds[link.fd] === null) return EBADF;
  // The slot would point to a link that is freed.
  if (isPastEnd(world, link)) return UNDEFINED;
  world.fds[link.fd] = null;
  putLink(world, link);
  return OK;
}
