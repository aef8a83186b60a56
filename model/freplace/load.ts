import type { RequestOf } from '../../spec/families/freplace/vocabulary/index.ts';
import { EBADF, EINVAL, EPERM, OK, type Plain } from '../machine/replies.ts';
import { checkTarget } from './check-target.ts';
import { checkFd, functionFd } from './lower.ts';
import type { Prog, Trampoline } from './objects.ts';
import { holdsSaved } from './references.ts';
import { openProg, progNamed, type System } from './system.ts';

/** BPF_PROG_LOAD of an EXT or fentry program. Throws on a program that is there. */
export function progLoad(system: System, request: RequestOf<'prog_load'>): Plain {
  const prog = freeMemory(system, request.prog);
  if (request.caller !== 'privileged') return EPERM;
  const { fd, id } = functionFd(system, request.target);
  if (typeof fd !== 'object') return fd === 'closed-fd' && system.fault === 'load/closed-ebadf' ? EBADF : EINVAL;
  // What is no program is tried as a BTF object, and is none.
  if (checkFd(fd) !== OK) return system.fault === 'load/closed-ebadf' ? EBADF : EINVAL;
  const refused = checkTarget(system, prog, fd, id);
  if (refused !== OK) return refused;
  if (prog.kind === 'ext' && request.expected !== 'none' && system.fault !== 'load/expected-unseen') return EINVAL;
  if (request.sleepable) return EINVAL;
  openProg(system, prog);
  save(system, prog, id as Trampoline);
  return OK;
}

/** Remembers what a program was loaded against. */
function save(system: System, prog: Prog, target: Trampoline): void {
  prog.saved = target;
  prog.savedId = target.prog.id;
  if (prog.kind === 'ext') prog.verifiedAs = target.prog.loadedAs;
  if (holdsSaved(system)) target.prog.refs++;
}

/** BPF_PROG_LOAD of a target. Throws on one that is there. */
export function targetLoad(system: System, request: RequestOf<'target_load'>): Plain {
  openProg(system, freeMemory(system, request.prog));
  return OK;
}

function freeMemory(system: System, name: string): Prog {
  const prog = progNamed(system, name);
  if (prog.lives) throw new Error(`expected the name of a program that is gone, found "${name}", which is loaded`);
  return prog;
}
