import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { E2BIG, EINVAL, ENOENT, EPERM, ESTALE, OK } from '../machine/replies.ts';
import { type Cgroup, type Link, progOf } from './cgroup.ts';
import { recomputeSubtree } from './effective.ts';
import { ALLOW_MULTI, isStale, MODE_BITS, PREORDER, REPLACE } from './flags.ts';
import { findPlace } from './place.ts';
import type { System } from './system.ts';

/** A request that attaches: both take the same path once the subject and the cgroup are known. */
type Attaching = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/**
 * Decides where the subject goes, into `system.place` and `system.overwrites`, or why it cannot go anywhere; changes
 * nothing else. `prog` is null where the subject is a link.
 */
export function admit(
  system: System,
  cgroup: Cgroup,
  request: Attaching,
  flags: number,
  prog: Prog | null,
  replaced: Prog | null,
): Reply {
  const isLate = system.fault === 'attach/stale-after-mode';
  if (!isLate && system.differences.ordered && isStale(request.revision, cgroup.revision)) return ESTALE;
  if (!hierarchyAllows(system, cgroup)) return EPERM;
  const count = cgroup.entries.length;
  const isOtherMode = count > 0 && cgroup.mode !== (flags & MODE_BITS);
  if (isOtherMode && system.fault !== 'attach/mode-not-compared') return EPERM;
  if (isLate && system.differences.ordered && isStale(request.revision, cgroup.revision)) return ESTALE;
  const isExempt = replaced !== null && system.fault === 'attach/replace-past-limit';
  if (count >= system.capacity && !isExempt) return E2BIG;
  system.overwrites = false;
  if ((flags & ALLOW_MULTI) === 0) {
    if (count === 0) return findNewPlace(system, cgroup, request, flags, prog);
    system.overwrites = true;
    system.place = 0;
    return system.fault === 'attach/single-heeds-relative' ? findNewPlace(system, cgroup, request, flags, prog) : OK;
  }
  if (prog !== null && isDuplicate(system, cgroup, prog, replaced)) return EINVAL;
  if (replaced === null) return findNewPlace(system, cgroup, request, flags, prog);
  system.overwrites = true;
  system.place = cgroup.findDirect(replaced);
  return system.place < 0 ? ENOENT : OK;
}

function findNewPlace(system: System, cgroup: Cgroup, request: Attaching, flags: number, prog: Prog | null): Reply {
  if (system.differences.ordered) return findPlace(system, cgroup, request.relative, flags, prog === null);
  system.place = cgroup.entries.length;
  return OK;
}

function isDuplicate(system: System, cgroup: Cgroup, prog: Prog, replaced: Prog | null): boolean {
  if (system.fault === 'attach/duplicate-accepted') return false;
  if (prog === replaced && system.fault !== 'attach/self-replace-refused') return false;
  if (system.fault === 'attach/link-counts-as-duplicate') return cgroup.entries.some((entry) => progOf(entry) === prog);
  return cgroup.findDirect(prog) >= 0;
}

/** The nearest ancestor that has programs decides, unless one that takes several comes first: it has no say. */
function hierarchyAllows(system: System, cgroup: Cgroup): boolean {
  for (let level = cgroup.parent; level !== null; level = level.parent) {
    if (level.isMulti) return true;
    if (level.entries.length === 0) continue;
    if (level.modeName === 'OVERRIDE') return system.fault !== 'attach/override-parent-forbids';
    return system.fault === 'attach/none-parent-allows';
  }
  return true;
}

/** Puts the subject where `admit` said. */
export function settle(system: System, cgroup: Cgroup, flags: number, prog: Prog | null, link: Link | null): void {
  const { entries } = cgroup;
  const { place, fault } = system;
  const preorder = (flags & PREORDER) !== 0;
  if (!system.overwrites) {
    cgroup.entries = entries.toSpliced(place, 0, { prog, link, preorder });
  } else {
    const old = entries[place]!;
    const keeps = fault === 'attach/replace-keeps-preorder';
    const entry = { prog, link, preorder: keeps ? old.preorder : preorder };
    cgroup.entries =
      fault === 'attach/replace-appends' ? [...entries.toSpliced(place, 1), entry] : entries.with(place, entry);
    // Only in a faulty machine can it be a link's, which has no reference of its own.
    if (old.prog !== null && fault !== 'attach/replace-keeps-old-reference') putProg(system, old.prog);
  }
  cgroup.mode = flags & MODE_BITS;
  recomputeSubtree(system, cgroup);
  if (!((flags & REPLACE) !== 0 && fault === 'attach/replace-keeps-revision')) cgroup.revision++;
}
