import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg } from '../machine/references.ts';
import { E2BIG, EINVAL, ENOENT, EPERM, ESTALE, OK } from '../machine/replies.ts';
import { type Cgroup, type Link, progOf } from './cgroup.ts';
import { recomputeSubtree } from './effective.ts';
import { ALLOW_MULTI, isStale, MODE_BITS, PREORDER, REPLACE } from './flags.ts';
import { findPlace } from './place.ts';
import type { World } from './world.ts';

/** A request that attaches: both take the same path once the subject and the cgroup are known. */
type Attaching = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/**
 * Decides where the subject goes, into `world.place` and `world.overwrites`, or why it cannot go anywhere; changes
 * nothing else. `prog` is null where the subject is a link.
 */
export function admit(
  world: World,
  cgroup: Cgroup,
  request: Attaching,
  flags: number,
  prog: Prog | null,
  replaced: Prog | null,
): Reply {
  const isLate = world.fault === 'attach/stale-after-mode';
  if (!isLate && world.differences.ordered && isStale(request.revision, cgroup.revision)) return ESTALE;
  if (!hierarchyAllows(world, cgroup)) return EPERM;
  const count = cgroup.entries.length;
  const isOtherMode = count > 0 && cgroup.mode !== (flags & MODE_BITS);
  if (isOtherMode && world.fault !== 'attach/mode-not-compared') return EPERM;
  if (isLate && world.differences.ordered && isStale(request.revision, cgroup.revision)) return ESTALE;
  const isExempt = replaced !== null && world.fault === 'attach/replace-past-limit';
  if (count >= world.capacity && !isExempt) return E2BIG;
  world.overwrites = false;
  if ((flags & ALLOW_MULTI) === 0) {
    if (count === 0) return findNewPlace(world, cgroup, request, flags, prog);
    world.overwrites = true;
    world.place = 0;
    return world.fault === 'attach/single-heeds-relative' ? findNewPlace(world, cgroup, request, flags, prog) : OK;
  }
  if (prog !== null && isDuplicate(world, cgroup, prog, replaced)) return EINVAL;
  if (replaced === null) return findNewPlace(world, cgroup, request, flags, prog);
  world.overwrites = true;
  world.place = cgroup.findDirect(replaced);
  return world.place < 0 ? ENOENT : OK;
}

function findNewPlace(world: World, cgroup: Cgroup, request: Attaching, flags: number, prog: Prog | null): Reply {
  if (world.differences.ordered) return findPlace(world, cgroup, request.relative, flags, prog === null);
  world.place = cgroup.entries.length;
  return OK;
}

function isDuplicate(world: World, cgroup: Cgroup, prog: Prog, replaced: Prog | null): boolean {
  if (world.fault === 'attach/duplicate-accepted') return false;
  if (prog === replaced && world.fault !== 'attach/self-replace-refused') return false;
  if (world.fault === 'attach/link-counts-as-duplicate') return cgroup.entries.some((entry) => progOf(entry) === prog);
  return cgroup.findDirect(prog) >= 0;
}

/** The nearest ancestor that has programs decides, unless one that takes several comes first: it has no say. */
function hierarchyAllows(world: World, cgroup: Cgroup): boolean {
  for (let level = cgroup.parent; level !== null; level = level.parent) {
    if (level.isMulti) return true;
    if (level.entries.length === 0) continue;
    if (level.modeName === 'OVERRIDE') return world.fault !== 'attach/override-parent-forbids';
    return world.fault === 'attach/none-parent-allows';
  }
  return true;
}

/** Puts the subject where `admit` said. */
export function settle(world: World, cgroup: Cgroup, flags: number, prog: Prog | null, link: Link | null): void {
  const { entries } = cgroup;
  const { place, fault } = world;
  const preorder = (flags & PREORDER) !== 0;
  if (!world.overwrites) {
    entries.splice(place, 0, { prog, link, preorder });
  } else {
    const old = entries[place]!;
    const keeps = fault === 'attach/replace-keeps-preorder';
    entries[place] = { prog, link, preorder: keeps ? old.preorder : preorder };
    if (fault === 'attach/replace-appends') entries.push(...entries.splice(place, 1));
    // Only in a faulty machine can it be a link's, which has no reference of its own.
    if (old.prog !== null && fault !== 'attach/replace-keeps-old-reference') putProg(world, old.prog);
  }
  cgroup.mode = flags & MODE_BITS;
  recomputeSubtree(world, cgroup);
  if (!((flags & REPLACE) !== 0 && fault === 'attach/replace-keeps-revision')) cgroup.revision++;
}
