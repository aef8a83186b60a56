import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { checkProgFd, hookNamed, progFd } from '../machine/lookup.ts';
import type { Prog } from '../machine/objects.ts';
import { putProg, takeProg } from '../machine/references.ts';
import { EBUSY, EEXIST, EINVAL, ENOENT, ERANGE, ESTALE, OK, UNDEFINED } from '../machine/replies.ts';
import type { Bundle } from './bundle.ts';
import { reach } from './device.ts';
import { heedDirectives, UNDESIGNATED } from './directives.ts';
import { AFTER, BEFORE, flagBits, isStale, KNOWN_FLAGS, REPLACE } from './flags.ts';
import type { Hook, Link } from './hook.ts';
import { releaseRelative, resolveRelative } from './relative.ts';
import type { System } from './system.ts';

/** A request that attaches: both take the same path once the subject and the hook are known. */
type Attaching = RequestOf<'prog_attach'> | RequestOf<'link_create'>;

/** BPF_PROG_ATTACH. */
export function progAttach(system: System, request: RequestOf<'prog_attach'>): Reply {
  const flags = flagBits(request.flags);
  if ((flags & ~KNOWN_FLAGS) !== 0) return EINVAL;
  const fd = progFd(system, request.prog);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const prog = takeProg(system, fd);
  const reply = attachTaken(system, request, flags, prog);
  // On success the reference becomes the slot's.
  if (reply !== OK && !(reply === ESTALE && system.fault === 'attach/stale-leaks-subject')) putProg(system, prog);
  if (reply === EEXIST && system.fault === 'attach/duplicate-puts-twice') putProg(system, prog);
  return reply;
}

function attachTaken(system: System, request: RequestOf<'prog_attach'>, flags: number, prog: Prog): Reply {
  const hook = hookNamed(system, request.hook);
  const unreached = reach(system, hook);
  if (unreached !== OK) return unreached;
  if ((flags & REPLACE) === 0) return attachToHook(system, hook, request, flags, prog, null);
  const fd = progFd(system, request.replace);
  const refused = checkProgFd(system, fd, system.takes);
  if (refused !== OK) return refused;
  const replaced = takeProg(system, fd);
  const reply = attachToHook(system, hook, request, flags, prog, replaced);
  if (!(reply === ENOENT && system.fault === 'attach/absent-replace-leaks')) putProg(system, replaced);
  return reply;
}

function attachToHook(
  system: System,
  hook: Hook,
  request: RequestOf<'prog_attach'>,
  flags: number,
  prog: Prog,
  replaced: Prog | null,
): Reply {
  system.shown = hook.revision();
  const bundle = hook.entry ?? hook.createEntry();
  const reply = findPlace(system, bundle, request, prog, replaced);
  if (reply === OK) settle(system, bundle, flags, prog, null);
  else hook.freeIfEmpty();
  return reply;
}

/** Decides where the subject goes, into `system.designated`, or why it cannot go anywhere. Changes nothing. */
export function findPlace(
  system: System,
  bundle: Bundle,
  request: Attaching,
  prog: Prog,
  replaced: Prog | null,
): Reply {
  if (system.defects.refusesOffloaded && system.traits[prog.name] === 'offloaded') return EINVAL;
  if (system.fault === 'attach/duplicate-before-stale' && bundle.active.find(prog) >= 0) return EEXIST;
  if (isStale(request.revision, bundle.revision, system.shown)) return ESTALE;
  if (bundle.active.find(prog) >= 0) return EEXIST;
  // Link creation has no mask to hold its flags to, so this is the first look at them.
  const flags = flagBits(request.flags);
  if (system.fault === 'attach/idle-relative-unresolved' && (flags & (BEFORE | AFTER)) === 0) system.relative.bits = 0;
  else {
    const refused = resolveRelative(system, request.relative, prog.type);
    if (refused !== OK) return refused;
  }
  const reply = findIndex(system, bundle, flags, replaced);
  releaseRelative(system);
  return reply;
}

function findIndex(system: System, bundle: Bundle, flags: number, replaced: Prog | null): Reply {
  system.designated = UNDESIGNATED;
  if ((flags & REPLACE) !== 0) {
    const position = replaced === null ? -1 : bundle.active.find(replaced);
    if (position < 0) return ENOENT;
    const isLinked = bundle.active.links[position] !== null;
    if (isLinked && system.fault !== 'attach/replace-takes-linked-slot') return EBUSY;
    system.designated = position;
  } else if (bundle.count === bundle.capacity && !looksAtIndexAlone(system)) return ERANGE;
  const reply = heedDirectives(system, bundle, flags);
  if (reply !== OK || !looksAtIndexAlone(system)) return reply;
  if (system.designated >= bundle.capacity) return ERANGE;
  // The array is full to its last entry, and nothing has stopped the insertion.
  return system.defects.limitsByIndex && (flags & REPLACE) === 0 && bundle.count > bundle.capacity ? UNDEFINED : OK;
}

/** Whether the index that is designated is all that stands between a full hook and one slot more. */
function looksAtIndexAlone(system: System): boolean {
  return system.defects.limitsByIndex || system.fault === 'attach/capacity-by-index';
}

/** Puts the subject where `findPlace` said, and commits. */
export function settle(system: System, bundle: Bundle, flags: number, prog: Prog, link: Link | null): void {
  const index = system.designated;
  if ((flags & REPLACE) !== 0) {
    const old = bundle.active.progs[index]!;
    const wasDirect = bundle.active.links[index] === null;
    bundle.overwrite(index, prog, link);
    if (wasDirect) putProg(system, system.fault === 'attach/replace-puts-new' ? prog : old);
    if (system.fault === 'attach/replace-keeps-revision') return;
  } else {
    bundle.insert(positionFor(system, flags, index), prog, link);
  }
  bundle.revision++;
}

/** Where the new slot goes: BEFORE designates the index in front of it, everything else its own. */
function positionFor(system: System, flags: number, index: number): number {
  if (system.fault === 'attach/before-off-by-one' && (flags & BEFORE) !== 0) return Math.max(index, 0);
  if (system.fault === 'attach/after-off-by-one' && (flags & AFTER) !== 0) return Math.max(index - 1, 0);
  return (flags & BEFORE) !== 0 ? index + 1 : index;
}
