import type { LinkRef, Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkLinkFd, checkProgFd, hookNamed, linkFd, ownLinkNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import * as objects from '../machine/objects.ts';
import { Parts } from '../machine/parts.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { EBADF, ENODEV, OK } from '../machine/replies.ts';
import { attachToHook } from './attach.ts';
import type { Hook, Link } from './hook.ts';
import { putLink, releaseLink } from './release.ts';
import type { System } from './system.ts';

/** Stands for a link that is being created, which no slot has. */
const NEW_LINK: Link = new objects.Link<Hook>(new Parts(), '', false, -1, -1);

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(system: System, request: RequestOf<'link_create'>): Reply {
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const hook = hookNamed(system, request.hook);
  const reply = hook.device.present ? attachToHook(system, hook, request, prog, NEW_LINK) : ENODEV;
  // On success the reference becomes the link's.
  if (reply === OK) install(system, request.link, prog, hook);
  else putProg(system, prog);
  return reply;
}

/** Makes the link object and names it in its slot. */
function install(system: System, name: string, prog: Prog, hook: Hook): void {
  const link = openLink(system, name, prog, hook);
  hook.entry.setLink(hook.entry.slots.find(prog), link);
}

/** BPF_LINK_DETACH. A link that is defunct already is left alone, and that is no error. */
export function linkDetach(system: System, request: { readonly link: LinkRef }): Reply {
  const fd = linkFd(system, request.link);
  const refused = checkLinkFd(system, fd);
  if (refused === OK) releaseLink(system, system.fds.at(fd)!.link!);
  return refused;
}

/** close(2) of a link's fd. */
export function linkClose(system: System, request: RequestOf<'link_close'>): Reply {
  const link = ownLinkNamed(system, request.link);
  if (system.fds.at(link.fd) === null) return EBADF;
  system.fds.set(link.fd, null);
  putLink(system, link);
  return OK;
}
