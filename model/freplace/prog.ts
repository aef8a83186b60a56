import type { RequestOf } from '../../spec/families/freplace/vocabulary/index.ts';
import { EBADF, EBUSY, EINVAL, ENOENT, EPERM, OK, type Plain } from '../machine/replies.ts';
import { checkFd, progFd } from './lower.ts';
import type { Prog } from './objects.ts';
import { endGracePeriod, putProg } from './references.ts';
import { progNamed, type System } from './system.ts';

/** close(2) of a program's fd. */
export function progClose(system: System, request: RequestOf<'prog_close'>): Plain {
  const prog = progNamed(system, request.prog);
  if (!prog.hasFd) return EBADF;
  prog.hasFd = false;
  putProg(system, prog);
  return OK;
}

/** BPF_PROG_GET_FD_BY_ID. Throws on a program that has an fd: there is room for one. */
export function progOpen(system: System, request: RequestOf<'prog_open'>): Plain {
  const prog = progNamed(system, request.prog);
  if (request.caller !== 'privileged' && system.fault !== 'open/anybody') return EPERM;
  if (!prog.lives) return ENOENT;
  if (prog.hasFd) throw new Error(`prog_open: expected a program without fd, found "${prog.name}"`);
  prog.hasFd = true;
  prog.refs++;
  return OK;
}

/** BPF_MAP_UPDATE_ELEM of the entry of the prog_array. */
export function arrayPut(system: System, request: RequestOf<'array_put'>): Plain {
  const { fault } = system;
  checkThere(system, 'array');
  const fd = progFd(system, request.prog);
  const refused = checkFd(fd);
  if (refused !== OK) return refused;
  const prog = fd as Prog;
  if (prog.kind === 'ext' && fault !== 'array/extension-taken') return EINVAL;
  // The array is for programs of the type of the first target.
  if (prog.kind === 'tracing') return EINVAL;
  const isOther = prog.kind === 'target' && prog.loadedAs.type !== system.progs[0]!.loadedAs.type;
  if (isOther && fault !== 'array/other-type-taken') return EINVAL;
  if (prog.isExtended && fault !== 'array/extended-taken') return EBUSY;
  prog.refs++;
  prog.arrayMembers++;
  const old = system.entry;
  system.entry = prog;
  if (old !== null) dropEntry(system, old);
  return OK;
}

/** BPF_MAP_DELETE_ELEM of it. */
export function arrayDelete(system: System): Plain {
  checkThere(system, 'array');
  const { entry } = system;
  if (entry === null) return ENOENT;
  system.entry = null;
  dropEntry(system, entry);
  return OK;
}

function dropEntry(system: System, prog: Prog): void {
  if (system.fault !== 'array/members-stay') prog.arrayMembers--;
  putProg(system, prog);
}

/** Sets what the device runs. */
export function deviceSet(system: System, request: RequestOf<'device_set'>): Plain {
  checkThere(system, 'device');
  const fd = progFd(system, request.prog);
  const old = system.deviceProg;
  if (fd === 'none') system.deviceProg = null;
  else {
    const refused = checkFd(fd);
    if (refused !== OK) return refused;
    const prog = fd as Prog;
    const isExtension = prog.kind === 'ext' && system.fault === 'device/extension-taken';
    if (!isExtension && (prog.kind !== 'target' || prog.loadedAs.type !== 'xdp')) return EINVAL;
    prog.refs++;
    system.deviceProg = prog;
  }
  if (old !== null && system.fault !== 'device/old-kept') putProg(system, old);
  return OK;
}

function checkThere({ universe }: System, what: 'array' | 'device'): void {
  if (!universe[what]) throw new Error(`expected a universe with "${what}"`);
}

/** A grace period ends. */
export function gracePeriod(system: System): Plain {
  endGracePeriod(system);
  return OK;
}
