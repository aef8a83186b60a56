import type { Reply } from '../../spec/vocabulary/index.ts';
import { LINK } from '../flags.ts';
import type { Link, Prog } from '../objects.ts';
import { putProg } from '../release.ts';
import { EACCES, EBUSY, EEXIST, EINVAL, ENOENT, OK } from '../replies.ts';
import type { Entry } from './entry.ts';
import { AFTER, BEFORE, FIRST, LAST } from './flags.ts';
import type { RfcWorld } from './world.ts';

/**
 * Puts the subject in the place of the object, `world.relative`, which may be the subject itself. The slot is pinned as
 * the request says, which is possible only where the slot is.
 */
export function replaceSlot(world: RfcWorld, entry: Entry, flags: number, prog: Prog, link: Link | null): Reply {
  const { relative, planted } = world;
  const { slots } = entry;
  if ((flags & (BEFORE | AFTER)) !== 0 || (relative.bits & LINK) !== 0) return EINVAL;
  const isOther = relative.prog !== prog || planted === 'replace/self-is-duplicate';
  if (isOther && slots.find(prog) >= 0) return EEXIST;
  const index = slots.find(relative.prog);
  if (index < 0) return ENOENT;
  if (slots.links[index] !== link && planted !== 'replace/takes-linked-slot') return EBUSY;
  const before = slots.flags[index]!;
  // What is pinned there already may stay, wherever it is.
  const gained = flags & ~before;
  if ((gained & FIRST) !== 0 && index !== 0 && planted !== 'replace/first-anywhere') return EACCES;
  if ((gained & LAST) !== 0 && index !== slots.count - 1) return EACCES;
  const old = slots.progs[index]!;
  slots.write(index, prog, link, planted === 'replace/keeps-flags' ? before : flags & (FIRST | LAST));
  if (link === null && planted !== 'replace/keeps-old-reference') putProg(world, old);
  return OK;
}
