import { sameNames } from '../../../same.ts';
import { ENDS_TARGET, NAMES_HOOK, NAMES_LINK, type RequestOf, type Slot } from '../vocabulary/index.ts';
import { running } from './effective.ts';
import { directed, placed, slotOf } from './places.ts';
import { allSlots, type Law, type StepFacts, sameSlot, slotsSeen, type World } from './property.ts';

/** Whether two worlds look the same: lists, revisions, links and reference counts. */
export function sameWorld(a: World, b: World): boolean {
  if (a === b) return true;
  return (
    Object.keys(a.hooks).every((hook) => {
      const one = a.hooks[hook]!;
      const other = b.hooks[hook]!;
      if (one === other) return true;
      if (one.is === 'nothing' || other.is === 'nothing') return one.is === other.is;
      return (
        one.revision === other.revision &&
        one.count === other.count &&
        sameSlots(one.slots, other.slots) &&
        one.mode === other.mode &&
        sameNames(running(a, hook), running(b, hook))
      );
    }) &&
    Object.keys(a.links).every((link) => a.links[link] === b.links[link]) &&
    Object.keys(a.references).every((name) => a.references[name] === b.references[name])
  );
}

export const sameSlots = (a: readonly Slot[], b: readonly Slot[]) =>
  a === b || (a.length === b.length && a.every((slot, index) => sameSlot(slot, b[index]!)));

/** The hook that a request is about, where its operation names one. */
export function hookOf(request: StepFacts['request']): string | undefined {
  return NAMES_HOOK.has(request.op) ? (request as RequestOf<'prog_query'>).hook : undefined;
}

/** Whether each of some slots is among others; these are gone through once where they are in one order. */
function allIn(slots: readonly Slot[], others: readonly Slot[]): boolean {
  let at = 0;
  return slots.every((slot) => {
    while (at < others.length && !sameSlot(slot, others[at]!)) at += 1;
    if (at < others.length) return true;
    at = 0;
    return others.some((other) => sameSlot(slot, other));
  });
}

/** Whether a request is about a link. */
function namesLink(request: StepFacts['request'], name: string): boolean {
  if (!NAMES_LINK.has(request.op)) return false;
  const { link } = request as RequestOf<'link_close' | 'link_detach'>;
  return typeof link === 'string' ? link === name : link.is === 'link' && link.name === name;
}

/** Whether a request is of an operation that can name a relative. */
function hasRelative(
  request: StepFacts['request'],
): request is RequestOf<'prog_attach' | 'prog_detach' | 'link_create'> {
  return request.op === 'prog_attach' || request.op === 'prog_detach' || request.op === 'link_create';
}

/** Whether the relative is at the same time what the request is to replace; in the second RFC it always was. */
function namesTarget(request: StepFacts['request']): boolean {
  if (request.op !== 'prog_attach' || !request.flags.includes('REPLACE')) return false;
  const { relative, replace } = request;
  return replace.is === 'none' || (replace.is === 'prog' && relative.is === 'prog' && replace.name === relative.name);
}

/** Whether a hook counts on when its list becomes empty: a qdisc keeps its entry. */
function keepsCount({ universe, devices }: World, hook: string): boolean {
  const place = universe.hooks[hook];
  if (place?.kind !== 'tcx') return false;
  const is = devices[place.device] ?? (place.clsact ? 'clsact' : 'plain');
  return is === 'clsact' || is === place.direction;
}

/** Properties of every step. */
export const LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'refusal-changes-nothing',
    sentence: 'A failed request changes nothing, revision and reference counts included.',
    why: 'after an error, what the caller knew is still true',
    sometimes: ({ outcome }) => outcome !== 'ok',
    holds: ({ before, outcome, after }) => outcome === 'ok' || sameWorld(before, after),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'change-adds-one',
    sentence:
      'A change of a list increments its revision by exactly one; a list that is empty, and kept by nothing, is at 1; without a change the revision stays.',
    source: 'commit 053c8e1f235d (bpf_mprog): the revision counts the changes of the list',
    sometimes: ({ before, after }) => !sameWorld(before, after),
    holds: ({ before, after }) =>
      Object.keys(before.hooks).every((hook) => {
        const was = before.hooks[hook]!;
        const is = after.hooks[hook]!;
        if (is.is === 'nothing') return true;
        if (is.count === 0 && !keepsCount(after, hook)) return is.revision === after.universe.revision;
        if (was.is === 'nothing') return false;
        return is.revision === (sameSlots(was.slots, is.slots) ? was.revision : was.revision + 1);
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'untouched-keep-order',
    sentence:
      'A request adds, changes or removes at most one slot and keeps the order of the others, unless it removes the device or cgroup.',
    why: 'a request is about one slot; other users requested the order of the others',
    sometimes: ({ before, after }) => !sameWorld(before, after),
    holds: ({ before, request, after }) =>
      ENDS_TARGET.has(request.op) ||
      Object.keys(before.hooks).every((hook) => {
        const was = slotsSeen(before.hooks[hook]);
        const is = slotsSeen(after.hooks[hook]);
        const stayed = was.filter((slot) => is.some((other) => sameSlot(slot, other)));
        const old = is.filter((slot) => was.some((other) => sameSlot(slot, other)));
        return sameSlots(stayed, old) && was.length - stayed.length <= 1 && is.length - old.length <= 1;
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'only-named-hook',
    sentence: 'A request that names a hook changes no other.',
    why: 'devices, directions and cgroups have lists of their own',
    sometimes: ({ before, request, after }) =>
      hookOf(request) !== undefined && Object.keys(before.hooks).length > 1 && !sameWorld(before, after),
    holds: ({ before, request, after }) =>
      hookOf(request) === undefined ||
      Object.keys(before.hooks).every(
        (hook) => hook === hookOf(request) || sameSlots(slotsSeen(before.hooks[hook]), slotsSeen(after.hooks[hook])),
      ),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'link-slots-belong-to-links',
    sentence: 'A request without a link never changes or removes a slot that has a link.',
    source: 'commit e420bed02507 (tcx): a program without link neither replaces nor detaches a link',
    sometimes: ({ before, request, outcome }) =>
      outcome === 'ok' &&
      (request.op === 'prog_attach' || request.op === 'prog_detach') &&
      slotsSeen(before.hooks[request.hook]).some((slot) => slot.link !== 'none'),
    holds: ({ before, request, after }) =>
      (request.op !== 'prog_attach' && request.op !== 'prog_detach') ||
      slotsSeen(before.hooks[request.hook]).every(
        (slot) => slot.link === 'none' || slotsSeen(after.hooks[request.hook]).some((other) => sameSlot(slot, other)),
      ),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'before-is-in-front',
    sentence:
      'After BEFORE the subject is right in front of the relative; without a relative it is in front of every slot not pinned to the head.',
    source: 'include/uapi/linux/bpf.h: BPF_F_BEFORE',
    sometimes: (facts) => directed(facts, 'BEFORE'),
    holds: (facts) => {
      if (!directed(facts, 'BEFORE')) return true;
      const { is, subject, neighbour, named } = placed(facts);
      if (named) return subject !== -1 && subject === neighbour - 1;
      return is.slice(0, subject).every(({ flags }) => flags?.includes('FIRST') ?? false);
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'after-is-behind',
    sentence:
      'After AFTER the subject is right behind the relative; without a relative it is behind every slot not pinned to the tail.',
    source: 'include/uapi/linux/bpf.h: BPF_F_AFTER',
    sometimes: (facts) => directed(facts, 'AFTER'),
    holds: (facts) => {
      if (!directed(facts, 'AFTER')) return true;
      const { is, subject, neighbour, named } = placed(facts);
      if (named) return neighbour !== -1 && subject === neighbour + 1;
      return subject !== -1 && is.slice(subject + 1).every(({ flags }) => flags?.includes('LAST') ?? false);
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'replace-keeps-place',
    sentence: 'After REPLACE the subject is where the replaced program was, and the list is no longer than before.',
    source: 'commit 7dd68b3279f1 (BPF_F_REPLACE): the program is exchanged without a change of the order',
    sometimes: ({ request, outcome }) =>
      outcome === 'ok' && request.op === 'prog_attach' && request.flags.includes('REPLACE'),
    holds: (facts) => {
      const { request, outcome } = facts;
      if (outcome !== 'ok' || request.op !== 'prog_attach' || !request.flags.includes('REPLACE')) return true;
      const { was, is, subject } = placed(facts);
      const { replace } = request;
      const isThere = subject !== -1 && replace.is === 'prog' && was[subject]?.prog === replace.name;
      return isThere && is.length === was.length;
    },
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'update-keeps-place',
    sentence: 'After an update of a link its slot is where it was.',
    source: 'commit e420bed02507 (tcx): a link owns its place in the list',
    sometimes: ({ request, outcome }) => outcome === 'ok' && request.op === 'link_update',
    holds: ({ before, request, after }) =>
      request.op !== 'link_update' ||
      Object.keys(before.hooks).every((hook) => {
        const is = slotsSeen(after.hooks[hook]);
        return slotsSeen(before.hooks[hook]).every(({ link }, at) => is[at]?.link === link);
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'link-slot-through-its-link',
    sentence:
      'The slot of a link is changed or removed only by a request that names this link, or by the removal of its device or cgroup.',
    source: 'commit e420bed02507 (tcx): a link owns its place, and nobody else takes it away',
    sometimes: ({ before, after }) => allSlots(before).some(({ link }) => link !== 'none') && !sameWorld(before, after),
    holds: ({ before, request, after }) =>
      ENDS_TARGET.has(request.op) ||
      allSlots(before).every(
        (slot) =>
          slot.link === 'none' || namesLink(request, slot.link) || allSlots(after).some((is) => sameSlot(slot, is)),
      ),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'defunct-for-good',
    sentence: 'A link that is defunct stays so while it exists.',
    source: 'include/uapi/linux/bpf.h, BPF_LINK_DETACH: the link is left without what it was attached to',
    sometimes: ({ before }) => Object.values(before.links).includes('defunct'),
    holds: ({ before, after }) =>
      Object.entries(before.links).every(([link, was]) => was !== 'defunct' || after.links[link] !== 'attached'),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'link-takes-nothing',
    sentence: 'Creating a link neither changes nor removes a slot that is there.',
    source: 'commit e420bed02507 (tcx): a link cannot replace another link, nor a program attached without one',
    sometimes: ({ before, request, outcome }) =>
      outcome === 'ok' && request.op === 'link_create' && allSlots(before).length > 0,
    holds: ({ before, request, after }) => request.op !== 'link_create' || allIn(allSlots(before), allSlots(after)),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'relative-untouched',
    sentence: 'A request neither changes nor removes an object that it names only as its relative.',
    why: 'BEFORE and AFTER give a position; the relative is only its reference point',
    sometimes: ({ request, outcome }) =>
      outcome === 'ok' && hasRelative(request) && !namesTarget(request) && request.relative.is !== 'none',
    holds: ({ before, request, after }) => {
      if (!hasRelative(request) || namesTarget(request)) return true;
      const was = slotsSeen(before.hooks[request.hook]);
      const landmark = slotOf(was, request.relative);
      if (landmark === undefined || (request.prog.is === 'prog' && request.prog.name === landmark.prog)) return true;
      return slotsSeen(after.hooks[request.hook]).some((slot) => sameSlot(slot, landmark));
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'only-named-is-removed',
    sentence: 'An attach without REPLACE removes nothing, and a detach that names a program removes no other.',
    why: 'a program that a request does not name may belong to another user',
    sometimes: ({ before, request, outcome }) =>
      outcome === 'ok' &&
      ((request.op === 'prog_attach' && !request.flags.includes('REPLACE')) ||
        (request.op === 'prog_detach' && request.prog.is === 'prog')) &&
      allSlots(before).length > 0,
    holds: ({ before, request, after }) => {
      if (request.op !== 'prog_attach' && request.op !== 'prog_detach') return true;
      if (request.op === 'prog_attach' && request.flags.includes('REPLACE')) return true;
      if (request.op === 'prog_detach' && request.prog.is !== 'prog') return true;
      const own = request.op === 'prog_detach' && request.prog.is === 'prog' ? request.prog.name : 'none';
      return allIn(
        allSlots(before).filter(({ prog }) => prog !== own),
        allSlots(after),
      );
    },
  },
] as const satisfies readonly Law[];
