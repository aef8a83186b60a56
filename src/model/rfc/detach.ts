import type { Reply } from '../../spec/vocabulary/index.ts';
import { EBUSY, EINVAL, ENOENT, OK } from '../replies.ts';
import { firstRegular, lastRegular } from './attach.ts';
import { AFTER, BEFORE, FIRST, LAST, REPLACE } from './bits.ts';
import type { Hook, Link, Prog } from './objects.ts';
import type { State } from './state.ts';
import { isRelative, relativeTuple } from './tuple.ts';

/** Removes one item; `subject` is the program that is named, if any, and `link` the link that it is removed through. */
export function remove(state: State, hook: Hook, subject: Prog | null, link: Link | null, flags: number): Reply {
  const { items } = hook;
  if ((flags & REPLACE) !== 0) return EINVAL;
  let victim = subject;
  if ((flags & FIRST) !== 0) {
    const first = items[0]?.prog ?? null;
    if (victim !== null && victim !== first && state.fault !== 'rfc/detach-first-ignores-subject') return ENOENT;
    victim = first;
  }
  if ((flags & LAST) !== 0) {
    const last = items.at(-1)?.prog ?? null;
    if (victim !== null && victim !== last) return ENOENT;
    victim = last;
  }
  let directive = flags & (BEFORE | AFTER);
  if (directive === (BEFORE | AFTER) && state.fault === 'rfc/detach-after-wins' && relativeTuple.prog !== null)
    directive = AFTER;
  if (relativeTuple.prog === null && directive !== 0) {
    if (victim !== null) return EINVAL;
    if ((directive & BEFORE) !== 0) victim = firstRegular(hook);
    if ((directive & AFTER) !== 0) victim = lastRegular(hook);
    if (victim !== null) directive = 0;
  }
  let found = false;
  for (let index = 0; index < items.length && directive !== 0 && !found; index += 1) {
    if (!isRelative(state, items[index]!)) continue;
    found = true;
    const before = (directive & BEFORE) !== 0;
    if (before && index === 0) return ENOENT;
    const neighbour = items[before ? index - 1 : index + 1]?.prog ?? null;
    if (victim !== null && victim !== neighbour) return ENOENT;
    victim = neighbour;
  }
  if (victim === null || (relativeTuple.prog !== null && !found)) return ENOENT;
  const at = items.findIndex((item) => item.prog === victim);
  if (at === -1) return ENOENT;
  const item = items[at]!;
  if (item.link !== link && state.fault !== 'rfc/detach-linked-slot') return EBUSY;
  hook.items = items.toSpliced(at, 1);
  if (item.link === null) item.prog.refs -= 1;
  state.commit(hook);
  return OK;
}
