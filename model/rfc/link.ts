import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, hookNamed, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import * as objects from '../machine/objects.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { EBADF, ENODEV, OK } from '../machine/replies.ts';
import { attachToHook } from './attach.ts';
import type { Hook, Link } from './hook.ts';
import { putLink, releaseLink } from './release.ts';
import type { World } from './world.ts';

/** Stands for a link that is being created, which no slot has. */
const NEW_LINK: Link = new objects.Link<Hook>('', false, -1, -1);

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(world: World, request: RequestOf<'link_create'>): Reply {
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

/** Makes the link object and names it in its slot. */
function install(world: World, name: string, prog: Prog, hook: Hook): void {
  const link = openLink(world, name, prog, hook);
  const { slots } = hook.entry;
  slots.links[slots.find(prog)] = link;
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(world: World, request: { readonly link: LinkRef }): Reply {
  const fd = linkFd(world, request.link);
  const refused = checkLinkFd(world, fd);
  if (refused === OK) releaseLink(world, world.fds[fd]!.link!);
  return refused;
}

/** close(2) of a link's fd. */
export function linkClose(world: World, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(world, request.link);
  if (world.fds[link.fd] === null) return EBADF;
  world.fds[link.fd] = null;
  putLink(world, link);
  return OK;
}
