import type { Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { LINK, lowerRelative } from '../machine/lower.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import { type Cgroup, type Entry, progOf } from './cgroup.ts';
import { AFTER, BEFORE, PREORDER } from './flags.ts';
import { checkRelative, takeRelativeLink, takeRelativeProg } from './relative.ts';
import { putLink } from './release.ts';
import type { World } from './world.ts';

/** Decides where a new entry goes, into `world.place`, or why it cannot go anywhere. */
export function findPlace(world: World, cgroup: Cgroup, relative: Relative, flags: number, isLink: boolean): Reply {
  const isBefore = (flags & BEFORE) !== 0;
  const isAfter = (flags & AFTER) !== 0;
  lowerRelative(world, relative, world.relative);
  const { value, bits } = world.relative;
  if (bits === 0 && value === 0) return findEnd(world, cgroup, isBefore, isAfter);
  if (isBefore === isAfter) {
    if (isBefore || world.fault !== 'place/idle-relative-ignored') return EINVAL;
    return findEnd(world, cgroup, false, false);
  }
  const byIdentity = world.differences.anchorsBy === 'identity';
  const isLinkRelative = (bits & LINK) !== 0;
  if (byIdentity && isLinkRelative !== isLink) return EINVAL;
  const refused = checkRelative(world);
  if (refused !== OK) return refused;
  const isByProgram = !byIdentity || world.fault === 'place/link-found-by-program';
  const at = isLinkRelative ? findLink(world, cgroup, isByProgram) : findProg(world, cgroup, !byIdentity);
  if (at < 0) return ENOENT;
  const isPreorder = (flags & PREORDER) !== 0;
  if (cgroup.entries[at]!.preorder !== isPreorder && world.fault !== 'place/preorder-not-compared') return EINVAL;
  world.place = isAfter && world.fault !== 'place/after-off-by-one' ? at + 1 : at;
  return OK;
}

function findEnd(world: World, cgroup: Cgroup, isBefore: boolean, isAfter: boolean): Reply {
  const count = cgroup.entries.length;
  if (isBefore && isAfter && count > 0 && world.fault !== 'place/both-mean-before') return EINVAL;
  world.place = isBefore ? 0 : count;
  return OK;
}

function findLink(world: World, cgroup: Cgroup, isByProgram: boolean): number {
  const link = takeRelativeLink(world);
  const at = cgroup.entries.findIndex((entry) => (isByProgram ? progOf(entry) === link.prog : entry.link === link));
  if (at >= 0 || world.fault !== 'place/absent-relative-leaks') putLink(world, link);
  return at;
}

function findProg(world: World, cgroup: Cgroup, isAnywhere: boolean): number {
  const prog = takeRelativeProg(world);
  const has = (entry: Entry) => (isAnywhere ? progOf(entry) : entry.prog) === prog;
  const at = cgroup.entries.findIndex(has);
  if (at >= 0 || world.fault !== 'place/absent-relative-leaks') putProg(world, prog);
  return at;
}
