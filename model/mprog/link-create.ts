import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { ENODEV, OK } from '../machine/replies.ts';
import { findPlace, settle } from './attach.ts';
import { flagBits } from './flags.ts';
import type { World } from './world.ts';

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(world: World, request: RequestOf<'link_create'>): Reply {
  const fd = progFd(world, request.prog);
  const refused = checkProgFd(world, fd, world.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(world, fd);
  const reply = createOnHook(world, request, prog);
  // On success the reference becomes the link's.
  if (reply !== OK && world.fault !== 'link/failed-create-leaks') putProg(world, prog);
  return reply;
}

function createOnHook(world: World, request: RequestOf<'link_create'>, prog: Prog): Reply {
  const hook = hookNamed(world, request.hook);
  if (!hook.device.present) return ENODEV;
  const bundle = hook.entry ?? hook.createEntry();
  const reply = findPlace(world, bundle, request, prog, null);
  if (reply === OK) settle(world, bundle, flagBits(request.flags), prog, openLink(world, request.link, prog, hook));
  else hook.freeIfEmpty();
  return reply;
}
