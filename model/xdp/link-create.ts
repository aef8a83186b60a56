import type { RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { checkProgFd, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { openLink, putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENODEV, EPERM, OK, type Plain } from '../machine/replies.ts';
import { attachByLink } from './attach.ts';
import { modeFor } from './driver.ts';
import { flagBits, SKB } from './flags.ts';
import { deviceHere, type System } from './system.ts';

/**
 * BPF_LINK_CREATE. The name is looked at only once the link is sure to exist, as the kernel never sees it. Throws on a name that is in use or unknown: the script is malformed then, and the machine has to be reset.
 * Nobody is asked for a capability.
 */
export function linkCreate(system: System, request: RequestOf<'link_create'>): Plain {
  if (system.fault === 'create/asks-for-privilege' && request.caller !== 'privileged') return EPERM;
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, null);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = createHolding(system, request, prog);
  if (reply !== OK && system.fault !== 'create/refusal-keeps-reference') putProg(system, prog);
  return reply;
}

/** On success the reference on the program is the link's. */
function createHolding(system: System, request: RequestOf<'link_create'>, prog: Prog): Plain {
  if (request.attachType !== 'xdp' || prog.type !== 'xdp') return EINVAL;
  const device = deviceHere(system, request.hook);
  if (device === null) return system.fault === 'create/no-device-enodev' ? ENODEV : EINVAL;
  let flags = flagBits(request.flags);
  if (flags === 0 && system.fault === 'create/mode-is-skb') flags = SKB;
  const reply = attachByLink(system, device, flags, prog);
  if (reply === OK) device.places[modeFor(device, flags)]!.link = openLink(system, request.link, prog, device);
  return reply;
}
