import { EBADF, EINVAL, OK, type Plain } from '../machine/replies.ts';
import type { FunctionFd, Link, OtherFd, Prog } from './objects.ts';
import { linkNamed, progNamed, type System } from './system.ts';

/** The fd that a reference to a program names. */
export function progFd(system: System, ref: string): Prog | OtherFd {
  return ref === 'none' || ref === 'closed-fd' || ref === 'wrong-kind-fd' ? ref : progNamed(system, ref);
}

/** The fd that a reference to a link names. */
export function linkFd(system: System, ref: string): Link | OtherFd {
  return ref === 'closed-fd' || ref === 'wrong-kind-fd' ? ref : linkNamed(system, ref);
}

/** Whether an fd is that of what is asked for. */
export function checkFd(fd: { readonly hasFd: boolean } | OtherFd): Plain {
  if (typeof fd === 'object') return fd.hasFd ? OK : EBADF;
  return fd === 'closed-fd' ? EBADF : EINVAL;
}

/** The fd and the BTF id that a reference to a function stands for. */
export function functionFd(system: System, ref: string): FunctionFd {
  const known = system.functionFds.get(ref);
  if (known !== undefined) return known;
  const lowered = lower(system, ref);
  system.functionFds.set(ref, lowered);
  return lowered;
}

function lower(system: System, ref: string): FunctionFd {
  if (ref === 'none') return { fd: 'none', id: 0 };
  if (ref === 'id-only') return { fd: 'none', id: 'no-such-id' };
  if (ref === 'closed-fd' || ref === 'wrong-kind-fd') return { fd: ref, id: 'no-such-id' };
  const [name, of] = ref.split('.');
  const fd = progNamed(system, name!);
  if (of === undefined) return { fd, id: 0 };
  if (of === 'not-a-function') return { fd, id: of };
  return { fd, id: fd.trampolines.find((trampoline) => trampoline.name === of) ?? 'no-such-id' };
}
