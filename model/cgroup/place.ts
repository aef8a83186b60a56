import type { Relative, Reply } from '../../spec/families/slots/vocabulary/index.ts';
import { LINK, lowerRelative } from '../machine/lower.ts';
import { putProg } from '../machine/references.ts';
import { EINVAL, ENOENT, OK } from '../machine/replies.ts';
import { type Cgroup, type Entry, progOf } from './cgroup.ts';
import { AFTER, BEFORE, PREORDER } from './flags.ts';
import { checkRelative, takeRelativeLink, takeRelativeProg } from './relative.ts';
import { putLink } from './release.ts';
import type { System } from './system.ts';

/** Decides where a new entry goes, into `system.place`, or why it cannot go anywhere. */
export function findPlace(system: System, cgroup: Cgroup, relative: Relative, flags: number, isLink: boolean): Reply {
  const isBefore = (flags & BEFORE) !== 0;
  const isAfter = (flags & AFTER) !== 0;
  lowerRelative(system, relative, system.relative);
  const { value, bits } = system.relative;
  if (bits === 0 && value === 0) return findEnd(system, cgroup, isBefore, isAfter);
  if (isBefore === isAfter) {
    if (isBefore || system.fault !== 'place/idle-relative-ignored') return EINVAL;
    return findEnd(system, cgroup, false, false);
  }
  const byIdentity = system.differences.anchorsBy === 'identity';
  const isLinkRelative = (bits & LINK) !== 0;
  if (byIdentity && isLinkRelative !== isLink) return EINVAL;
  const refused = checkRelative(system);
  if (refused !== OK) return refused;
  const isByProgram = !byIdentity || system.fault === 'place/link-found-by-program';
  const at = isLinkRelative ? findLink(system, cgroup, isByProgram) : findProg(system, cgroup, !byIdentity);
  if (at < 0) return ENOENT;
  const isPreorder = (flags & PREORDER) !== 0;
  if (cgroup.entries[at]!.preorder !== isPreorder && system.fault !== 'place/preorder-not-compared') return EINVAL;
  system.place = isAfter && system.fault !== 'place/after-off-by-one' ? at + 1 : at;
  return OK;
}

function findEnd(system: System, cgroup: Cgroup, isBefore: boolean, isAfter: boolean): Reply {
  const count = cgroup.entries.length;
  if (isBefore && isAfter && count > 0 && system.fault !== 'place/both-mean-before') return EINVAL;
  system.place = isBefore ? 0 : count;
  return OK;
}

function findLink(system: System, cgroup: Cgroup, isByProgram: boolean): number {
  const link = takeRelativeLink(system);
  const at = cgroup.entries.findIndex((entry) => (isByProgram ? progOf(entry) === link.prog : entry.link === link));
  if (at >= 0 || system.fault !== 'place/absent-relative-leaks') putLink(system, link);
  return at;
}

function findProg(system: System, cgroup: Cgroup, isAnywhere: boolean): number {
  const prog = takeRelativeProg(system);
  const has = (entry: Entry) => (isAnywhere ? progOf(entry) : entry.prog) === prog;
  const at = cgroup.entries.findIndex(has);
  if (at >= 0 || system.fault !== 'place/absent-relative-leaks') putProg(system, prog);
  return at;
}
