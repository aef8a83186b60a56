import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { ownLinkNamed, progNamed } from '../machine/lookup.ts';
import { mayAdministerSystem } from '../machine/lower.ts';
import { openFd } from '../machine/references.ts';
import { EEXIST, EINVAL, ENOENT, EPERM, OK } from '../machine/replies.ts';
import { putLink } from './release.ts';
import type { System } from './system.ts';

/** BPF_LINK_GET_FD_BY_ID, or BPF_OBJ_GET of the pin. */
export function linkOpen(system: System, request: RequestOf<'link_open'>): Reply {
  const isById = request.from === 'id';
  if (isById && !mayAdministerSystem(request.caller) && system.fault !== 'link/anybody-by-id') return EPERM;
  const link = ownLinkNamed(system, request.link);
  const isThere = isById ? system.linkIds.at(link.id) === link : link.pinned;
  if (!isThere) return ENOENT;
  openFd(system, link);
  return OK;
}

/** BPF_OBJ_PIN: whatever is wrong with the fd is the same error. */
export function linkPin(system: System, request: RequestOf<'link_pin'>): Reply {
  const link = ownLinkNamed(system, request.link);
  if (system.fds.at(link.fd) === null) return EINVAL;
  if (link.pinned) return EEXIST;
  link.pinned = true;
  if (system.fault !== 'link/pin-holds-nothing') link.refs++;
  return OK;
}

/** unlink(2) of the pin: its reference goes with it. */
export function linkUnpin(system: System, request: RequestOf<'link_unpin'>): Reply {
  const link = ownLinkNamed(system, request.link);
  if (!link.pinned) return ENOENT;
  link.pinned = false;
  if (system.fault !== 'link/unpin-leaks') putLink(system, link);
  return OK;
}

/** BPF_PROG_GET_FD_BY_ID of a program that has no fd. */
export function progOpen(system: System, request: RequestOf<'prog_open'>): Reply {
  if (!mayAdministerSystem(request.caller)) return EPERM;
  const prog = progNamed(system, request.prog);
  if (system.progIds.at(prog.id) === null) return ENOENT;
  if (system.fault !== 'prog/fd-by-id-holds-nothing') prog.refs++;
  system.fds.set(prog.fd, prog.file);
  return OK;
}
