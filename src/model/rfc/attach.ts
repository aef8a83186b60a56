import type { Reply } from '../../spec/vocabulary/index.ts';
import { EACCES, EBUSY, EEXIST, EINVAL, ENOENT, ENOSPC, OK } from '../replies.ts';
import { AFTER, BEFORE, FIRST, LAST } from './bits.ts';
import { type Hook, type Item, type Link, PIN_FIRST, PIN_LAST, type Prog } from './objects.ts';
import type { State } from './state.ts';
import { isRelative, relativeTuple } from './tuple.ts';

const pinsOf = (flags: number) => ((flags & FIRST) !== 0 ? PIN_FIRST : 0) | ((flags & LAST) !== 0 ? PIN_LAST : 0);

const exists = (hook: Hook, prog: Prog): boolean => hook.items.some((item) => item.prog === prog);

/** Overwrites the item of the object that the request names, in place, and gives it the pins that the request says. */
export function replace(state: State, hook: Hook, prog: Prog, link: Link | null, flags: number): Reply {
  if ((flags & (BEFORE | AFTER)) !== 0 || relativeTuple.asLink) return EINVAL;
  if (relativeTuple.prog !== prog && exists(hook, prog)) return EEXIST;
  for (let index = 0; index < hook.items.length; index += 1) {
    const item = hook.items[index]!;
    if (item.prog !== relativeTuple.prog) continue;
    if (item.link !== link && state.fault !== 'rfc/replace-takes-linked-slot') return EBUSY;
    if (state.fault !== 'rfc/replace-pins-anywhere') {
      const gainsFirst = (flags & FIRST) !== 0 && (item.pins & PIN_FIRST) === 0;
      if (gainsFirst && index !== 0) return EACCES;
      const gainsLast = (flags & LAST) !== 0 && (item.pins & PIN_LAST) === 0;
      if (gainsLast && index !== hook.items.length - 1) return EACCES;
    }
    const pins = state.fault === 'rfc/replace-keeps-flags' ? item.pins : pinsOf(flags);
    hook.items = hook.items.slice();
    hook.items[index] = { prog, link, pins };
    prog.refs += 1;
    item.prog.refs -= 1;
    return OK;
  }
  return ENOENT;
}

/** Puts a pinned item at the head, at the tail, or as the only one. */
export function pin(state: State, hook: Hook, prog: Prog, link: Link | null, flags: number): Reply {
  const { items } = hook;
  if (exists(hook, prog)) return EEXIST;
  const noRoom = items.length >= state.capacity && state.fault !== 'rfc/pin-when-full';
  const item: Item = { prog, link, pins: pinsOf(flags) };
  if ((flags & FIRST) !== 0) {
    if ((flags & AFTER) !== 0) return EINVAL;
    const head = items[0];
    if (head !== undefined && (head.pins & PIN_FIRST) !== 0 && state.fault !== 'rfc/first-not-exclusive') return EBUSY;
    if ((flags & LAST) !== 0) {
      if ((flags & BEFORE) !== 0) return EINVAL;
      if (items.length > 0) return EBUSY;
      hook.items = [item];
      return OK;
    }
    if ((flags & BEFORE) !== 0 && state.fault !== 'rfc/first-without-check-of-relative') {
      const matches = head === undefined ? relativeTuple.prog === null : isRelative(state, head);
      if (!matches) return EBUSY;
    }
    if (noRoom) return ENOSPC;
    hook.items = [item, ...items];
    return OK;
  }
  if ((flags & BEFORE) !== 0) return EINVAL;
  const tail = items.at(-1);
  if (tail === undefined) {
    if ((flags & AFTER) !== 0) return EBUSY;
  } else {
    if ((tail.pins & PIN_LAST) !== 0) return EBUSY;
    if ((flags & AFTER) !== 0 && !isRelative(state, tail)) return EBUSY;
    if (noRoom) return ENOSPC;
  }
  hook.items = [...items, item];
  return OK;
}

/** The outermost program that is not pinned: what BEFORE and AFTER mean where no object is named. */
export function firstRegular({ items }: Hook): Prog | null {
  for (const item of items) if ((item.pins & PIN_FIRST) === 0) return item.prog;
  return null;
}

export function lastRegular({ items }: Hook): Prog | null {
  let last: Prog | null = null;
  for (const item of items) {
    if ((item.pins & PIN_LAST) !== 0) break;
    last = item.prog;
  }
  return last;
}

/** Copies the array item by item, and puts the new one in on the way. */
export function add(state: State, hook: Hook, prog: Prog, link: Link | null, flags: number): Reply {
  const { items } = hook;
  if (state.fault === 'rfc/full-after-duplicate' && exists(hook, prog)) return EEXIST;
  if (items.length >= state.capacity) return ENOSPC;
  if ((flags & BEFORE) !== 0 && (flags & AFTER) !== 0) return EINVAL;
  if (exists(hook, prog)) return EEXIST;
  let directive = flags & (BEFORE | AFTER);
  if (relativeTuple.prog === null && directive !== 0) {
    relativeTuple.prog = (directive & BEFORE) !== 0 ? firstRegular(hook) : lastRegular(hook);
    if (relativeTuple.prog === null) directive = 0;
  }
  const added: Item = { prog, link, pins: 0 };
  const peer: Item[] = [];
  let found = false;
  for (const item of items) {
    if (directive === 0 || found || !isRelative(state, item)) {
      peer.push(item);
      continue;
    }
    found = true;
    if ((directive & BEFORE) !== 0) {
      if ((item.pins & PIN_FIRST) !== 0 && state.fault !== 'rfc/before-ignores-pinned-head') return EBUSY;
      peer.push(added, item);
    } else {
      if ((item.pins & PIN_LAST) !== 0 && state.fault !== 'rfc/after-ignores-pinned-tail') return EBUSY;
      peer.push(item, added);
    }
  }
  if (!found) {
    const tail = items.at(-1);
    if (tail === undefined || (tail.pins & PIN_LAST) === 0 || state.fault === 'rfc/last-goes-behind-pinned')
      peer.push(added);
    else {
      if ((tail.pins & PIN_FIRST) !== 0) return EBUSY;
      peer.splice(peer.length - 1, 0, added);
    }
    if (relativeTuple.prog !== null && directive !== 0) return ENOENT;
  }
  hook.items = peer;
  return OK;
}
