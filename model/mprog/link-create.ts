import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { OK } from '../machine/replies.ts';
import { findPlace, settle } from './attach.ts';
import { reach } from './device.ts';
import { flagBits } from './flags.ts';
import type { System } from './system.ts';

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a
 * name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 */
export function linkCreate(system: System, request: RequestOf<'link_create'>): Reply {
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = createOnHook(system, request, prog);
  // On success the reference becomes the link's.
  if (reply !== OK && system.fault !== 'link/failed-create-leaks') putProg(system, prog);
  return reply;
}

function createOnHook(system: System, request: RequestOf<'link_create'>, prog: Prog): Reply {
  const hook = hookNamed(system, request.hook);
  const unreached = reach(system, hook);
  if (unreached !== OK) return unreached;
  system.shown = hook.revision();
  const bundle = hook.entry ?? hook.createEntry();
  const reply = findPlace(system, bundle, request, prog, null);
  if (reply === OK) settle(system, bundle, flagBits(request.flags), prog, openLink(system, request.link, prog, hook));
  else hook.freeIfEmpty();
  return reply;
}
