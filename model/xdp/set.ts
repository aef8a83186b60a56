import type { NetlinkFd, RequestOf } from '../../spec/families/xdp/vocabulary/index.ts';
import { checkProgFd, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EINVAL, ENODEV, EPERM, OK, type Plain } from '../machine/replies.ts';
import { attachByNetlink } from './attach.ts';
import type { Device } from './device.ts';
import { asksForSeveralModes, flagBits, KNOWN_FLAGS, REPLACE } from './flags.ts';
import { deviceHere, type System } from './system.ts';

/** The number that asks for no program. */
const NO_FD = -1;

/** RTM_SETLINK with IFLA_XDP. */
export function xdpSet(system: System, request: RequestOf<'xdp_set'>): Plain {
  const isLate = system.fault === 'set/device-before-privilege';
  if (!isLate && request.caller !== 'privileged') return EPERM;
  const device = deviceHere(system, request.hook);
  if (device === null) return ENODEV;
  if (isLate && request.caller !== 'privileged') return EPERM;
  if (request.extra !== 'none') return EINVAL;
  const flags = flagBits(request.flags);
  if ((flags & ~KNOWN_FLAGS) !== 0 || asksForSeveralModes(flags)) return EINVAL;
  if (request.prog.is === 'absent') return OK;
  let expected = NO_FD;
  if ((flags & REPLACE) !== 0) {
    if (request.expected.is === 'absent') return EINVAL;
    expected = fdOf(system, request.expected);
  }
  return change(system, device, flags, fdOf(system, request.prog), expected);
}

function fdOf(system: System, ref: Exclude<NetlinkFd, { is: 'absent' }>): number {
  return ref.is === 'none' ? NO_FD : progFd(system, ref);
}

/** From fds to programs, held while the place is asked. */
function change(system: System, device: Device, flags: number, fd: number, expectedFd: number): Plain {
  let prog: Prog | null = null;
  if (fd >= 0) {
    const refused = checkProgFd(system, fd, 'xdp');
    if (refused !== OK) return refused;
    prog = takeProg(system, fd);
  }
  const reply = changeExpecting(system, device, flags, prog, expectedFd);
  if (reply !== OK && prog !== null && system.fault !== 'set/refusal-keeps-reference') putProg(system, prog);
  return reply;
}

function changeExpecting(system: System, device: Device, flags: number, prog: Prog | null, fd: number): Plain {
  if (fd < 0) return attachByNetlink(system, device, flags, prog, null);
  const refused = checkProgFd(system, fd, 'xdp');
  if (refused !== OK) return refused;
  const expected = takeProg(system, fd);
  const reply = attachByNetlink(system, device, flags, prog, expected);
  putProg(system, expected);
  return reply;
}
