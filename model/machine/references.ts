import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { BaseWorld, NamedHook } from './base-world.ts';
import { ownLinkNamed, progNamed } from './lookup.ts';
import type { Link, Prog } from './objects.ts';
import { EBADF, OK } from './replies.ts';

/** Takes a reference on the program of an fd that passed its check. */
export function takeProg(world: BaseWorld<NamedHook>, fd: number): Prog {
  const prog = world.fds[fd]!.prog!;
  prog.refs++;
  return prog;
}

/** Takes a reference on the link of an fd that passed its check. */
export function takeLink<Hook extends NamedHook>(world: BaseWorld<Hook>, fd: number): Link<Hook> {
  const link = world.fds[fd]!.link!;
  link.refs++;
  return link;
}

/** Drops a reference on a program; the last one frees it, and its id names nothing any more. */
export function putProg(world: BaseWorld<NamedHook>, prog: Prog): void {
  prog.refs--;
  if (prog.refs === 0) world.progIds[prog.id] = null;
}

/** close(2) of a program's fd. */
export function progClose(world: BaseWorld<NamedHook>, request: RequestOf<'prog_close'>): Reply {
  const prog = progNamed(world, request.prog);
  if (world.fds[prog.fd] === null) return EBADF;
  world.fds[prog.fd] = null;
  putProg(world, prog);
  return OK;
}

/**
 * Makes a link object, opens its fd and publishes its id; the reference on the program becomes the link's. Throws on a
 * name that is in use or unknown, which only a malformed script gives.
 */
export function openLink<Hook extends NamedHook>(
  world: BaseWorld<Hook>,
  name: string,
  prog: Prog,
  hook: Hook,
): Link<Hook> {
  const link = ownLinkNamed(world, name);
  if (link.refs !== 0) throw new Error(`link_create: expected a link name that is free, found "${name}", which exists`);
  link.refs = 1;
  link.prog = prog;
  link.hook = hook;
  world.fds[link.fd] = link.file;
  world.linkIds[link.id] = link;
  return link;
}

/** Frees a link that has no reference left: its id names nothing any more, and its program is let go of. */
export function freeLink<Hook extends NamedHook>(world: BaseWorld<Hook>, link: Link<Hook>): void {
  world.linkIds[link.id] = null;
  link.hook = null;
  const { prog } = link;
  link.prog = null;
  if (prog !== null) putProg(world, prog);
}
