import type { LinkRef, Reply, RequestOf } from '../../spec/vocabulary/index.ts';
import type { Hook } from '../hook.ts';
import { checkLinkFd, checkProgFd, hookNamed, linkFd, ownLinkNamed, progFd, progNamed, takeProg } from '../lookup.ts';
import { Link, type Prog } from '../objects.ts';
import { putProg } from '../release.ts';
import { EBADF, ENODEV, OK } from '../replies.ts';
import { attachToHook } from './attach.ts';
import { putLink, releaseLink } from './release.ts';
import type { RfcWorld } from './world.ts';

/** Stands for a link that is being created, which no slot has. */
const NEW_LINK = new Link('', false, -1, -1, -1);

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(world: RfcWorld, request: RequestOf<'link_create'>): Reply {
  const fd = progFd(world, request.prog);
  const refused = checkProgFd(world, fd, world.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const hook = hookNamed(world, request.hook);
  const reply = hook.device.present ? attachToHook(world, hook, request, prog, NEW_LINK) : ENODEV;
  // On success the reference becomes the link's.
  if (reply === OK) install(world, request.link, prog, hook);
  else putProg(world, prog);
  return reply;
}

/** Makes the link object, opens its fd, publishes its id, and names it in its slot. */
function install(world: RfcWorld, name: string, prog: Prog, hook: Hook): void {
  const link = ownLinkNamed(world, name);
  if (link.refs !== 0) throw new Error(`link_create: expected a link name that is free, found "${name}", which exists`);
  link.refs = 1;
  link.prog = prog;
  link.hook = hook;
  world.fds[link.fd] = link.file;
  world.linkIds[link.id] = link;
  const { slots } = world.entryOf(hook);
  slots.links[slots.find(prog)] = link;
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(world: RfcWorld, request: { readonly link: LinkRef }): Reply {
  const fd = linkFd(world, request.link);
  const refused = checkLinkFd(world, fd);
  if (refused === OK) releaseLink(world, world.fds[fd]!.link!);
  return refused;
}

/** close(2) of a link's fd. */
export function linkClose(world: RfcWorld, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(world, request.link);
  if (world.fds[link.fd] === null) return EBADF;
  world.fds[link.fd] = null;
  putLink(world, link);
  return OK;
}

/** close(2) of a program's fd. */
export function progClose(world: RfcWorld, request: RequestOf<'prog_close'>): Reply {
  const prog = progNamed(world, request.prog);
  if (world.fds[prog.fd] === null) return EBADF;
  world.fds[prog.fd] = null;
  putProg(world, prog);
  return OK;
}
