import type { BaseSystem, NamedHook } from './base-system.ts';
import { ownLinkNamed, progNamed } from './lookup.ts';
import type { Link, Prog } from './objects.ts';
import { EBADF, OK, type Plain } from './replies.ts';

/** Takes a reference on the program of an fd that passed its check. */
export function takeProg(system: BaseSystem<NamedHook>, fd: number): Prog {
  const prog = system.fds.at(fd)!.prog!;
  prog.refs++;
  return prog;
}

/** Takes a reference on the link of an fd that passed its check. */
export function takeLink<Hook extends NamedHook>(system: BaseSystem<Hook>, fd: number): Link<Hook> {
  const link = system.fds.at(fd)!.link!;
  link.refs++;
  return link;
}

/** Drops a reference on a program; the last one frees it, and its id names nothing any more. */
export function putProg(system: BaseSystem<NamedHook>, prog: Prog): void {
  prog.refs--;
  if (prog.refs === 0) system.progIds.set(prog.id, null);
}

/** close(2) of a program's fd. */
export function progClose(system: BaseSystem<NamedHook>, request: { readonly prog: string }): Plain {
  const prog = progNamed(system, request.prog);
  if (system.fds.at(prog.fd) === null) return EBADF;
  system.fds.set(prog.fd, null);
  putProg(system, prog);
  return OK;
}

/**
 * Makes a link object, opens its fd and publishes its id; the reference on the program becomes the link's. Throws on a
 * name that is in use or unknown, which only a malformed script gives.
 */
export function openLink<Hook extends NamedHook>(
  system: BaseSystem<Hook>,
  name: string,
  prog: Prog,
  hook: Hook,
): Link<Hook> {
  const link = ownLinkNamed(system, name);
  if (link.refs !== 0) throw new Error(`link_create: expected a link name that is free, found "${name}", which exists`);
  link.refs = 1;
  link.opens = 1;
  link.pinned = false;
  link.prog = prog;
  link.hook = hook;
  system.fds.set(link.fd, link.file);
  system.linkIds.set(link.id, link);
  return link;
}

/** Gives a link one more fd, which is a reference. */
export function openFd<Hook extends NamedHook>(system: BaseSystem<Hook>, link: Link<Hook>): void {
  link.refs++;
  link.opens++;
  system.fds.set(link.fd, link.file);
}

/** Takes an fd of a link away, which is open; its reference is the caller's to drop. */
export function closeFd<Hook extends NamedHook>(system: BaseSystem<Hook>, link: Link<Hook>): void {
  link.opens--;
  if (link.opens === 0) system.fds.set(link.fd, null);
}

/** Frees a link that has no reference left: its id names nothing any more, and its program is let go of. */
export function freeLink<Hook extends NamedHook>(system: BaseSystem<Hook>, link: Link<Hook>): void {
  system.linkIds.set(link.id, null);
  link.hook = null;
  const { prog } = link;
  link.prog = null;
  if (prog !== null) putProg(system, prog);
}
