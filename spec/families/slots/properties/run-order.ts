import { flattened } from '../../../flattened.ts';
import type { LinkRef, Slot } from '../vocabulary/index.ts';
import { above, hooksOf, own, running, sameRunning, within } from './effective.ts';
import { directed, placed } from './places.ts';
import { allSlots, type Law, type StepFacts, sameSlot, slotsSeen, type World } from './property.ts';

/** Properties of every step: what a request says of the order of a list holds for what runs. */
export const ORDER_LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'updated-slot-runs',
    sentence:
      'After an update of a link the new program has the place of the old one in every effective list, and all other entries stay.',
    source: 'commit f08aaee3152d (fixed after v6.17): the update found the wrong entry beside PREORDER programs',
    sometimes: ({ request, outcome }) => outcome === 'ok' && request.op === 'link_update',
    holds: ({ before, request, outcome, after }) => {
      if (outcome !== 'ok' || request.op !== 'link_update') return true;
      return hooksOf(before).every((hook) => {
        const [was, is] = [running(before, hook), running(after, hook)];
        const [old, now] = [programOf(before, request.link), programOf(after, request.link)];
        const changed = exchanged(was, is);
        const own = slotsSeen(before.hooks[hook]).some((slot) => isOf(slot, request.link));
        const most = old !== now && reaches(before, request.link, hook) ? 1 : 0;
        return (
          was.length === is.length &&
          changed.length <= most &&
          (!own || changed.length === most) &&
          changed.every(({ from, to }) => from === old && to === now)
        );
      });
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'replaced-slot-runs',
    sentence:
      'After REPLACE the subject has the place of the replaced program in every effective list, and all other entries stay.',
    source: 'commit 7dd68b3279f1 (BPF_F_REPLACE): the program is exchanged without a change of the order',
    sometimes: ({ request, outcome }) => outcome === 'ok' && replaced(request) !== undefined,
    holds: ({ before, request, outcome, after }) => {
      const names = outcome === 'ok' ? replaced(request) : undefined;
      if (names === undefined) return true;
      return hooksOf(before).every((hook) => {
        const [was, is] = [running(before, hook), running(after, hook)];
        const changed = exchanged(was, is);
        const own = names.hook === hook && names.old !== names.now;
        return (
          was.length === is.length &&
          changed.length <= 1 &&
          (!own || changed.length === 1) &&
          changed.every(({ from, to }) => from === names.old && to === names.now)
        );
      });
    },
  },
  {
    kind: 'step',
    of: 'request',
    id: 'before-runs-in-front',
    sentence:
      'If BEFORE places the subject right in front of the relative, it also runs right in front of it. Without a relative it runs before the other programs of its cgroup with the same PREORDER.',
    source: 'include/uapi/linux/bpf.h: BPF_F_BEFORE',
    sometimes: (facts) => directed(facts, 'BEFORE') && ends(facts, 'BEFORE') !== undefined,
    holds: (facts) => !directed(facts, 'BEFORE') || runsBeside(facts, 'BEFORE'),
  },
  {
    kind: 'step',
    of: 'request',
    id: 'after-runs-behind',
    sentence:
      'If AFTER places the subject right behind the relative, it also runs right behind it. Without a relative it runs after the other programs of its cgroup with the same PREORDER.',
    source: 'include/uapi/linux/bpf.h: BPF_F_AFTER',
    sometimes: (facts) => directed(facts, 'AFTER') && ends(facts, 'AFTER') !== undefined,
    holds: (facts) => !directed(facts, 'AFTER') || runsBeside(facts, 'AFTER'),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'effective-order-stable',
    sentence:
      'A request keeps the order of an effective list, except for the program that it adds, changes or removes.',
    why: 'a request is about one slot; other users requested the order of the others',
    sometimes: ({ before, after }) => !sameRunning(before, after),
    holds: ({ before, after }) => {
      const [removed, added] = [difference(before, after), difference(after, before)];
      return hooksOf(before).every((hook) =>
        withoutOne(running(before, hook), removed).some((was) =>
          withoutOne(running(after, hook), added).some((is) => within(was, is) || within(is, was)),
        ),
      );
    },
  },
] as const satisfies readonly Law[];

/** What is another program in a list that has others than before, place by place. */
function exchanged(was: readonly string[], is: readonly string[]): readonly { from: string; to: string | undefined }[] {
  return was.map((from, at) => ({ from, to: is[at] })).filter(({ from, to }) => from !== to);
}

/** What an attach with REPLACE exchanges for what, and where; `undefined` for every other request. */
function replaced(request: StepFacts['request']) {
  if (request.op !== 'prog_attach' || !request.flags.includes('REPLACE')) return undefined;
  const { hook, prog, replace } = request;
  return prog.is === 'prog' && replace.is === 'prog' ? { hook, old: replace.name, now: prog.name } : undefined;
}

/** The slots that are in a list of one world, and not in that of another. */
function difference(world: World, other: World): readonly Slot[] {
  return flattened(hooksOf(world), (hook) => {
    const others = slotsSeen(other.hooks[hook]);
    return slotsSeen(world.hooks[hook]).filter((slot) => !others.some((each) => sameSlot(slot, each)));
  });
}

/** A list without one occurrence of the program of a slot, in every way there is, or as it is where it has none. */
function withoutOne(progs: readonly string[], slots: readonly Slot[]): readonly (readonly string[])[] {
  const ways = [progs];
  for (const [at, prog] of progs.entries())
    if (slots.some((slot) => slot.prog === prog)) ways.push(progs.toSpliced(at, 1));
  return ways;
}

/** The cgroups at or below the one that a request is about, of those that are there. */
function atOrBelow(world: World, about: string): readonly string[] {
  const there = hooksOf(world).filter((hook) => world.hooks[hook]!.is === 'list');
  return there.filter((hook) => hook === about || above(world, hook).includes(about));
}

type Directive = 'BEFORE' | 'AFTER';

/**
 * The programs of the slots that a directive put beside each other in the list, the first of both first; or the subject
 * alone, where it was put at the end of the list. `undefined` where the list is not what the directive says: that is
 * asked of the list.
 */
function ends(facts: StepFacts, directive: Directive): { first: string; second?: string } | undefined {
  const { is, subject, neighbour, named } = placed(facts);
  const own = is[subject];
  if (own === undefined || is.length < 2) return undefined;
  const step = directive === 'BEFORE' ? 1 : -1;
  if (!named) return is[subject - step] === undefined ? { first: own.prog } : undefined;
  const other = is[neighbour];
  if (other === undefined || neighbour !== subject + step) return undefined;
  return step === 1 ? { first: own.prog, second: other.prog } : { first: other.prog, second: own.prog };
}

/** Whether what a directive put beside each other, or at an end, runs like that. */
function runsBeside(facts: StepFacts, directive: Directive): boolean {
  const put = ends(facts, directive);
  const { request, after } = facts;
  if (put === undefined || !('hook' in request)) return true;
  const { first, second } = put;
  return atOrBelow(after, request.hook).every((hook) => {
    const runs = running(after, hook);
    if (second !== undefined) return runs.some((prog, at) => prog === first && runs[at + 1] === second);
    const agreeing = own(after, request.hook, 'flags' in request && request.flags.includes('PREORDER'));
    // One program alone is in front of nobody; outside of MULTI mode it does not even run at every cgroup below.
    return agreeing.length < 2 || within(agreeing, runs);
  });
}

/** Whether a slot is that of a link. */
const isOf = (slot: Slot, link: LinkRef) => link.is === 'link' && slot.link === link.name;

/** The program in the slot of a link. */
const programOf = (world: World, link: LinkRef) => allSlots(world).find((slot) => isOf(slot, link))?.prog;

/** Whether the slot of a link is in the list of a cgroup, or above. */
function reaches(world: World, link: LinkRef, hook: string): boolean {
  return [hook, ...above(world, hook)].some((each) => slotsSeen(world.hooks[each]).some((slot) => isOf(slot, link)));
}
