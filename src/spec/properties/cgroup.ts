import type { LinkRef, Slot } from '../vocabulary/index.ts';
import { hookOf, sameSlots } from './laws.ts';
import { allSlots, type Invariant, type Law, slotsSeen, type World } from './property.ts';

/** The programs that run at a cgroup. */
function running(world: World, hook: string): readonly string[] {
  const seen = world.hooks[hook];
  return seen?.is === 'list' ? (seen.effective ?? []) : [];
}

/** The cgroups above one. */
function above({ universe }: World, hook: string): readonly string[] {
  const place = universe.hooks[hook];
  if (place?.kind !== 'cgroup' || place.parent === 'none') return [];
  return [place.parent, ...above({ universe } as World, place.parent)];
}

const hooksOf = (world: World) => Object.keys(world.hooks);

/** The own programs of a cgroup with, or without, PREORDER. */
const own = (world: World, hook: string, preorder: boolean) =>
  slotsSeen(world.hooks[hook])
    .filter(({ flags }) => (flags?.includes('PREORDER') ?? false) === preorder)
    .map(({ prog }) => prog);

/** Whether a list occurs in another one, in this order. */
function within(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const each of whole) if (at < part.length && each === part[at]) at += 1;
  return at === part.length;
}

/** Properties of every state of a hierarchy of cgroups. */
export const HIERARCHY_INVARIANTS = [
  {
    kind: 'always',
    id: 'direct-program-once',
    sentence: 'No program is attached directly to a cgroup twice.',
    source: 'commit 324bda9e6c5a (BPF_F_ALLOW_MULTI): a program cannot be attached to a cgroup twice',
    sometimes: (world) => hooksOf(world).some((hook) => slotsSeen(world.hooks[hook]).length > 1),
    holds: (world) =>
      hooksOf(world).every((hook) => {
        const direct = slotsSeen(world.hooks[hook]).filter(({ link }) => link === 'none');
        return new Set(direct.map(({ prog }) => prog)).size === direct.length;
      }),
  },
  {
    kind: 'always',
    id: 'one-program-unless-multi',
    sentence: 'A cgroup that is not in MULTI mode has at most one program.',
    source: 'include/uapi/linux/bpf.h: BPF_F_ALLOW_MULTI is what allows several programs',
    sometimes: (world) =>
      hooksOf(world).some((hook) => {
        const seen = world.hooks[hook];
        return seen?.is === 'list' && seen.mode !== 'MULTI' && seen.count > 0;
      }),
    holds: (world) =>
      hooksOf(world).every((hook) => {
        const seen = world.hooks[hook];
        return seen?.is !== 'list' || seen.mode === 'MULTI' || seen.count <= 1;
      }),
  },
  {
    kind: 'always',
    id: 'own-programs-run-in-order',
    sentence:
      'Every program of a cgroup runs there, those with PREORDER in the order of the list, and so do those without.',
    source: 'include/uapi/linux/bpf.h: programs of a cgroup run in the order of the list, BPF_F_PREORDER ones in front',
    sometimes: (world) => hooksOf(world).some((hook) => slotsSeen(world.hooks[hook]).length > 1),
    holds: (world) =>
      hooksOf(world).every(
        (hook) =>
          within(own(world, hook, true), running(world, hook)) && within(own(world, hook, false), running(world, hook)),
      ),
  },
  {
    kind: 'always',
    id: 'running-is-attached',
    sentence: 'A program that runs at a cgroup is attached there or above.',
    why: 'a program that nothing lists cannot be found, nor detached',
    sometimes: (world) => hooksOf(world).some((hook) => running(world, hook).length > 0),
    holds: (world) =>
      hooksOf(world).every((hook) => {
        const attached = [hook, ...above(world, hook)].flatMap((each) => slotsSeen(world.hooks[each]));
        return running(world, hook).every((prog) => attached.some((slot) => slot.prog === prog));
      }),
  },
  {
    kind: 'always',
    id: 'running-is-alive',
    sentence: 'A program that runs is alive.',
    why: 'the kernel would run what was freed',
    sometimes: (world) => hooksOf(world).some((hook) => running(world, hook).length > 0),
    holds: (world) =>
      hooksOf(world).every((hook) => running(world, hook).every((prog) => (world.references[prog] ?? 0) > 0)),
  },
] as const satisfies readonly Invariant[];

/** Properties of every step in a hierarchy of cgroups. */
export const HIERARCHY_LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'revision-counts-changes',
    sentence: 'A change of a list adds exactly one to its revision, also where the list becomes empty.',
    source: 'include/uapi/linux/bpf.h: a query gives the revision, and expected_revision is compared with it',
    sometimes: ({ before, after }) =>
      hooksOf(before).some((hook) => !sameSlots(slotsSeen(before.hooks[hook]), slotsSeen(after.hooks[hook]))),
    holds: ({ before, after }) =>
      hooksOf(before).every((hook) => {
        const was = before.hooks[hook]!;
        const is = after.hooks[hook]!;
        if (was.is === 'nothing' || is.is === 'nothing') return was.is === is.is;
        return sameSlots(was.slots, is.slots) || is.revision === was.revision + 1;
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'unrelated-cgroups-run-the-same',
    sentence: 'A request changes what runs only at the cgroups it is about, and below.',
    why: 'what runs at a cgroup is made of its own list and of those above it',
    sometimes: ({ before, after }) => hooksOf(before).length > 1 && !sameRunning(before, after),
    holds: ({ before, after }) =>
      hooksOf(before).every((hook) => {
        const changed = [hook, ...above(before, hook)].some(
          (each) => !sameSlots(slotsSeen(before.hooks[each]), slotsSeen(after.hooks[each])),
        );
        return changed || String(running(before, hook)) === String(running(after, hook));
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'updated-slot-runs',
    sentence:
      'After an update of a link the new program runs where the old one ran, and everything else runs as before.',
    source: 'commit f08aaee3152d (fixed after v6.17): the update found the wrong entry beside PREORDER programs',
    sometimes: ({ request, outcome }) => outcome === 'ok' && request.op === 'link_update',
    holds: ({ before, request, outcome, after }) => {
      if (outcome !== 'ok' || request.op !== 'link_update') return true;
      return hooksOf(before).every((hook) => {
        const [was, is] = [running(before, hook), running(after, hook)];
        const [old, now] = [programOf(before, request.link), programOf(after, request.link)];
        const changed = was.flatMap((prog, at) => (prog === is[at] ? [] : [{ from: prog, to: is[at] }]));
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
    id: 'effective-order-stable',
    sentence: 'What runs at a cgroup from the lists of other cgroups runs in the same order after a request about one.',
    why: 'a change of one list says nothing about the order of the others',
    sometimes: ({ before, request, after }) => hookOf(request) !== undefined && !sameRunning(before, after),
    holds: ({ before, request, after }) => {
      const about = hookOf(request);
      if (about === undefined) return true;
      const own = new Set([before, after].flatMap((world) => slotsSeen(world.hooks[about]).map(({ prog }) => prog)));
      return hooksOf(before).every((hook) => {
        const [was, is] = [before, after].map((world) => running(world, hook).filter((prog) => !own.has(prog)));
        return within(was!, is!) || within(is!, was!);
      });
    },
  },
] as const satisfies readonly Law[];

/** Whether a slot is that of a link. */
const isOf = (slot: Slot, link: LinkRef) => link.is === 'link' && slot.link === link.name;

/** The program in the slot of a link. */
const programOf = (world: World, link: LinkRef) => allSlots(world).find((slot) => isOf(slot, link))?.prog;

/** Whether the slot of a link is in the list of a cgroup, or above. */
function reaches(world: World, link: LinkRef, hook: string): boolean {
  return [hook, ...above(world, hook)].some((each) => slotsSeen(world.hooks[each]).some((slot) => isOf(slot, link)));
}

function sameRunning(a: World, b: World): boolean {
  return hooksOf(a).every((hook) => String(running(a, hook)) === String(running(b, hook)));
}
