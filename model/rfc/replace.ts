import type { Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { LINK } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { EACCES, EBUSY, EEXIST, EINVAL, ENOENT, OK } from '../machine/replies.ts';
import type { Entry } from './entry.ts';
import { AFTER, BEFORE, FIRST, LAST } from './flags.ts';
import type { Link } from './hook.ts';
import type { System } from './system.ts';

/**
 * Puts the subject in the place of the object, `system.relative`, which may be the subject itself. The slot is pinned as
 * the request says, which is possible only where the slot is.
 */
export function replaceSlot(system: System, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { relative, fault } = system;
  const { slots } = entry;
  if ((flags & (BEFORE | AFTER)) !== 0 || (relative.bits & LINK) !== 0) return EINVAL;
  const isOther = relative.prog !== prog || fault === 'replace/self-is-duplicate';
  if (isOther && slots.find(prog) >= 0) return EEXIST;
  const index = slots.find(relative.prog);
  if (index < 0) return ENOENT;
  if (slots.links[index] !== link && fault !== 'replace/takes-linked-slot') return EBUSY;
  const before = slots.flags[index]!;
  // What is pinned there already may stay, wherever it is.
  const gained = flags & ~before;
  if ((gained & FIRST) !== 0 && index !== 0 && fault !== 'replace/first-anywhere') return EACCES;
  if ((gained & LAST) !== 0 && index !== slots.count - 1) return EACCES;
  const old = slots.progs[index]!;
  entry.overwrite(index, prog, link, fault === 'replace/keeps-flags' ? before : flags & (FIRST | LAST));
  if (link === null && fault !== 'replace/keeps-old-reference') putProg(system, old);
  return OK;
}
