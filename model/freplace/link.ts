import type { RequestOf } from '../../spec/families/freplace/vocabulary/index.ts';
import { EBADF, EEXIST, EINVAL, ENOENT, ENOLINK, EOPNOTSUPP, OK, type Plain } from '../machine/replies.ts';
import { checkFd, linkFd, progFd } from './lower.ts';
import type { Link } from './objects.ts';
import { putLink, releaseFunction } from './references.ts';
import { linkNamed, type System } from './system.ts';
import { passOn } from './trampoline.ts';

/** BPF_LINK_UPDATE: links of this kind have no update, which comes out when everything else is in order. */
export function linkUpdate(system: System, request: RequestOf<'link_update'>): Plain {
  const { flags } = request;
  if (flags.includes('UNKNOWN')) return EINVAL;
  const fd = linkFd(system, request.link);
  const linkRefused = checkFd(fd);
  if (linkRefused !== OK) return linkRefused;
  const prog = progFd(system, request.prog);
  const refused = checkFd(prog);
  if (refused !== OK) return refused;
  if (flags.includes('REPLACE') && system.fault !== 'update/old-unread') {
    const oldRefused = checkFd(progFd(system, request.old));
    if (oldRefused !== OK) return oldRefused;
  }
  return (fd as Link).prog === prog && system.fault === 'update/same-taken' ? OK : EINVAL;
}

/** BPF_LINK_DETACH: links of this kind have none. */
export function linkDetach(system: System, request: RequestOf<'link_detach'>): Plain {
  const fd = linkFd(system, request.link);
  const refused = checkFd(fd);
  if (refused !== OK) return refused;
  if (system.fault !== 'detach/detaches') return EOPNOTSUPP;
  releaseFunction(system, fd as Link);
  return OK;
}

/** bpf_link_update_hook. Throws where there is none. */
export function linkUpdateHook(system: System, request: RequestOf<'link_update_hook'>): Plain {
  const { design, fault } = system;
  if (!design.updatesHook) throw new Error('link_update_hook: this semantics has no such request');
  const linkTo = linkFd(system, request.link);
  const refused = checkFd(linkTo);
  if (refused !== OK) return refused;
  const linkFrom = linkFd(system, request.from);
  const fromRefused = checkFd(linkFrom);
  if (fromRefused !== OK) return fromRefused;
  const [link, from] = [linkTo as Link, linkFrom as Link];
  if (link === from) return EINVAL;
  if (link.prog !== from.prog && fault !== 'hook/program-unseen') return EINVAL;
  const { trampoline } = from;
  if (trampoline === null) return ENOLINK;
  if (fault !== 'hook/old-function-stays') releaseFunction(system, link);
  passOn(trampoline, from, link);
  link.trampoline = trampoline;
  from.trampoline = null;
  if (fault === 'hook/takes-reference') trampoline.prog.refs++;
  return OK;
}

/** close(2) of a link's fd. */
export function linkClose(system: System, request: RequestOf<'link_close'>): Plain {
  const link = linkNamed(system, request.link);
  if (!link.hasFd) return EBADF;
  link.hasFd = false;
  if (link.isPinned && system.fault === 'close/pin-unseen') releaseFunction(system, link);
  putLink(system, link);
  return OK;
}

/** BPF_OBJ_PIN of a link, under a path of its own. */
export function linkPin(system: System, request: RequestOf<'link_pin'>): Plain {
  const link = linkNamed(system, request.link);
  if (!link.hasFd) return EBADF;
  if (link.isPinned) return EEXIST;
  link.isPinned = true;
  link.refs++;
  return OK;
}

/** unlink(2) of that path. */
export function linkUnpin(system: System, request: RequestOf<'link_unpin'>): Plain {
  const link = linkNamed(system, request.link);
  if (!link.isPinned) return ENOENT;
  link.isPinned = false;
  if (system.fault !== 'unpin/keeps-reference') putLink(system, link);
  return OK;
}
