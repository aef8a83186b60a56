import { NOTHING, type Observation, type Reply, type RequestOf, type Slot } from '../../spec/vocabulary/index.ts';
import { EBADF, EINVAL, ENODEV, ENOENT, ESTALE, OK } from '../replies.ts';
import { add, pin, replace } from './attach.ts';
import { bitsOf, FIRST, hasUnknown, LAST, REPLACE } from './bits.ts';
import { remove } from './detach.ts';
import { flagsOf, type Hook, type Item, type Link, type Prog } from './objects.ts';
import type { State } from './state.ts';
import { checkProg, relativeTuple, resolve } from './tuple.ts';

type Attaching = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/** The program of an fd that passed its check. */
function taken(state: State, request: Attaching | RequestOf<'prog_detach'>): Prog {
  const { prog } = request;
  if (prog.is !== 'prog') throw new Error('a reference that names no program passed its check');
  return state.prog(prog.name);
}

function attachTo(state: State, hook: Hook, request: Attaching, prog: Prog, link: Link | null): Reply {
  if (request.revision === 'stale') return ESTALE;
  const flags = bitsOf(request.flags);
  const refused = resolve(state, flags, request.relative, prog.type);
  if (refused !== OK) return refused;
  const way = (flags & REPLACE) !== 0 ? replace : (flags & (FIRST | LAST)) !== 0 ? pin : add;
  const reply = way(state, hook, prog, link, flags);
  if (reply !== OK) return reply;
  // The item of a replacement has its reference already; a link holds its program itself.
  if (link === null && way !== replace) prog.refs += 1;
  state.commit(hook);
  return OK;
}

/** BPF_PROG_ATTACH. */
export function progAttach(state: State, request: RequestOf<'prog_attach'>): Reply {
  if (hasUnknown(bitsOf(request.flags))) return EINVAL;
  const refused = checkProg(state, request.prog);
  if (refused !== OK) return refused;
  const hook = state.hook(request.hook);
  return hook.gone ? ENODEV : attachTo(state, hook, request, taken(state, request), null);
}

/** BPF_LINK_CREATE. Throws on the name of a link that exists: the script is malformed then. */
export function linkCreate(state: State, request: RequestOf<'link_create'>): Reply {
  const refused = checkProg(state, request.prog);
  if (refused !== OK) return refused;
  const hook = state.hook(request.hook);
  if (hook.gone) return ENODEV;
  const link = state.link(request.link);
  if (link.alive) throw new Error(`link_create: expected a link name that is free, found "${link.name}", which exists`);
  const prog = taken(state, request);
  const reply = attachTo(state, hook, request, prog, link);
  if (reply !== OK) return reply;
  link.alive = true;
  link.prog = prog;
  link.hook = hook;
  prog.refs += 1;
  return OK;
}

/** BPF_PROG_DETACH. */
export function progDetach(state: State, request: RequestOf<'prog_detach'>): Reply {
  const flags = bitsOf(request.flags);
  if (hasUnknown(flags)) return EINVAL;
  const named = request.prog.is !== 'none';
  const refused = named ? checkProg(state, request.prog) : OK;
  if (refused !== OK) return refused;
  const subject = named ? taken(state, request) : null;
  const hook = state.hook(request.hook);
  if (hook.gone) return ENODEV;
  if (hook.items.length === 0) return ENOENT;
  if (request.revision === 'stale') return ESTALE;
  const unresolved = resolve(state, flags, request.relative, subject === null ? null : subject.type);
  return unresolved === OK ? remove(state, hook, subject, null, flags) : unresolved;
}

/** Takes a link out of its hook; it lives on, defunct. */
export function release(state: State, link: Link): void {
  const { hook, prog } = link;
  if (hook === null || prog === null) return;
  relativeTuple.prog = null;
  remove(state, hook, prog, link, 0);
  link.hook = null;
}

/** close(2) of the last fd of a link. */
export function linkClose(state: State, name: string): Reply {
  const link = state.link(name);
  if (link.foreign) throw new Error(`expected a link that link_create makes, found the foreign link "${name}"`);
  if (!link.alive) return EBADF;
  release(state, link);
  link.alive = false;
  link.prog!.refs -= 1;
  link.prog = null;
  return OK;
}

/** BPF_PROG_QUERY. */
export function progQuery(state: State, request: RequestOf<'prog_query'>): Reply {
  if (request.queryFlags === 'UNKNOWN') return EINVAL;
  const hook = state.hook(request.hook);
  if (hook.gone) return ENODEV;
  if (request.queryFlags !== 'none' || request.attachFlags) return EINVAL;
  const count = hook.items.length;
  const room = request.buffer === 'none' ? 0 : request.buffer;
  const view = list(hook, room, request.progAttachFlags);
  return { outcome: room > 0 && room < count ? 'ENOSPC' : 'ok', view };
}

/** What a query of a hook gives. */
export function list(hook: Hook, room: number, withFlags: boolean): Observation {
  if (hook.gone) return NOTHING;
  const slot = ({ prog, link, pins }: Item): Slot => ({
    prog: prog.name,
    link: link === null ? 'none' : link.name,
    ...(withFlags && pins !== 0 ? { flags: flagsOf(pins) } : {}),
  });
  const slots = hook.items.slice(0, room).map(slot);
  return { is: 'list', revision: hook.revision, count: hook.items.length, slots };
}

/** Removal of a device: its hooks lose every item, and the links on them become defunct. */
export function deviceRemove(state: State, device: string): Reply {
  if (state.goneDevices.has(device)) return ENODEV;
  state.goneDevices.add(device);
  for (const hook of state.hooks) {
    if (hook.device !== device) continue;
    hook.gone = true;
    for (const { prog, link } of hook.items) {
      if (link === null) prog.refs -= 1;
      else link.hook = null;
    }
    hook.items = [];
    hook.revision = state.firstRevision;
  }
  return OK;
}
