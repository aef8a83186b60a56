import type { RequestOf } from '../../spec/families/freplace/vocabulary/index.ts';
import { EINVAL, ENOENT, EPERM, OK, type Plain } from '../machine/replies.ts';
import { checkTarget, isSavedGone } from './check-target.ts';
import { checkFd, functionFd, progFd } from './lower.ts';
import type { FunctionFd, Prog, Trampoline } from './objects.ts';
import { holdsSaved, putProg } from './references.ts';
import { linkNamed, type System } from './system.ts';
import { admit, install } from './trampoline.ts';

/** What both commands have: on success the new link is called that. */
interface Named {
  readonly link: string;
}

/** BPF_LINK_CREATE. Flags are not looked at. */
export function linkCreate(system: System, request: RequestOf<'link_create'>): Plain {
  const fd = progFd(system, request.prog);
  const refused = checkFd(fd);
  if (refused !== OK) return refused;
  const prog = fd as Prog;
  if (prog.kind === 'target') return EINVAL;
  if (prog.kind === 'tracing' && request.attach_type !== 'none') return EINVAL;
  if (system.fault === 'attach/asks-for-privilege' && request.caller !== 'privileged') return EPERM;
  const { fd: target, id } = functionFd(system, request.target);
  if (target === 'none' && id === 0) return attachToSaved(system, prog, request);
  if (id === 0 && system.fault === 'attach/half-named-taken') return attachToSaved(system, prog, request);
  if (target === 'none' || id === 0) return EINVAL;
  if (prog.kind !== 'ext' && system.fault !== 'attach/fentry-may-name') return EINVAL;
  return attachToNamed(system, prog, { fd: target, id }, request);
}

/** BPF_RAW_TRACEPOINT_OPEN. */
export function rawOpen(system: System, request: RequestOf<'raw_open'>): Plain {
  const fd = progFd(system, request.prog);
  const refused = checkFd(fd);
  if (refused !== OK) return refused;
  const prog = fd as Prog;
  if (prog.kind === 'target') return EINVAL;
  if (request.name && system.fault !== 'attach/name-taken') return EINVAL;
  return attachToSaved(system, prog, request);
}

function attachToSaved(system: System, prog: Prog, request: Named): Plain {
  const { saved } = prog;
  const { design, fault } = system;
  if (saved === null) return design.keeps === 'until-used' || fault === 'attach/nothing-saved-enoent' ? ENOENT : EINVAL;
  if (isSavedGone(system, prog)) return ENOENT;
  // The link's reference.
  saved.prog.refs++;
  const reply = attach(system, prog, saved, request);
  if (reply !== OK) putProg(system, saved.prog);
  else if (design.keeps === 'until-attached' || design.keeps === 'until-used') spendSaved(system, prog);
  return reply;
}

function attachToNamed(system: System, prog: Prog, { fd, id }: FunctionFd, request: Named): Plain {
  const refused = checkFd(fd);
  if (refused !== OK) return refused;
  const target = fd as Prog;
  // It comes with the fd, and is the link's in the end.
  target.refs++;
  const reply = attachToOpen(system, prog, target, id, request);
  if (reply !== OK && !(system.fault === 'attach/refusal-keeps-target' && typeof id === 'object'))
    putProg(system, target);
  return reply;
}

function attachToOpen(system: System, prog: Prog, target: Prog, id: FunctionFd['id'], request: Named): Plain {
  const { design, fault } = system;
  const { saved } = prog;
  if (saved === null || id !== saved || isSavedGone(system, prog)) {
    const refused = checkTarget(system, prog, target, id);
    if (refused !== OK) return refused;
  }
  const reply = attach(system, prog, id as Trampoline, request);
  if (reply !== OK || saved === null || design.keeps !== 'until-attached') return reply;
  if (id === saved && fault === 'attach/named-saved-keeps-reference') target.refs++;
  if (id !== saved && fault === 'attach/saved-kept-where-named') return reply;
  spendSaved(system, prog);
  return reply;
}

/** Attaches a program where it may be, if there is room; the caller's reference on the target is the link's on success. */
function attach(system: System, prog: Prog, trampoline: Trampoline, request: Named): Plain {
  const refused = admit(system, trampoline, prog);
  if (refused !== OK) {
    if (system.fault === 'attach/refusal-spends-saved' && prog.saved !== null) spendSaved(system, prog);
    return refused;
  }
  openLink(system, request.link, prog, trampoline);
  return OK;
}

/** Makes a link and its fd. Throws on a name that is in use. */
function openLink(system: System, name: string, prog: Prog, trampoline: Trampoline): void {
  const link = linkNamed(system, name);
  if (link.refs !== 0) throw new Error(`expected a link name that is free, found "${name}", which exists`);
  link.refs = 1;
  link.hasFd = true;
  link.prog = prog;
  prog.refs++;
  link.trampoline = trampoline;
  install(trampoline, link, prog);
}

function spendSaved(system: System, prog: Prog): void {
  const { saved } = prog;
  if (saved === null || system.fault === 'attach/saved-stays') return;
  prog.saved = null;
  prog.savedId = 0;
  if (holdsSaved(system)) putProg(system, saved.prog);
}
