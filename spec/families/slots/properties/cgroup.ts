import { sameNames } from '../../../same.ts';
import { above, hooksOf, own, running, sameRunning, within } from './effective.ts';
import { sameSlots } from './laws.ts';
import { type Invariant, type Law, slotsSeen } from './property.ts';

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
      'The effective list of a cgroup contains its own programs; those with PREORDER are in list order, and so are those without.',
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
    id: 'preorder-runs-first',
    sentence: 'In the effective list of a cgroup, its own programs with PREORDER come before its own programs without.',
    source: 'include/uapi/linux/bpf.h: BPF_F_PREORDER programs run in front of the others of their cgroup',
    sometimes: (world) =>
      hooksOf(world).some((hook) => own(world, hook, true).length > 0 && own(world, hook, false).length > 0),
    holds: (world) =>
      hooksOf(world).every((hook) =>
        within([...own(world, hook, true), ...own(world, hook, false)], running(world, hook)),
      ),
  },
  {
    kind: 'always',
    id: 'running-is-attached',
    sentence: 'Every program in an effective list is attached to its cgroup or to an ancestor.',
    why: 'a program that is in no list can be neither found nor detached',
    sometimes: (world) => hooksOf(world).some((hook) => running(world, hook).length > 0),
    holds: (world) =>
      hooksOf(world).every((hook) => {
        const lists = [hook, ...above(world, hook)].map((each) => slotsSeen(world.hooks[each]));
        return running(world, hook).every((prog) => lists.some((slots) => slots.some((slot) => slot.prog === prog)));
      }),
  },
  {
    kind: 'always',
    id: 'running-is-alive',
    sentence: 'No program in an effective list has been freed.',
    why: 'the kernel would run a freed program',
    sometimes: (world) => hooksOf(world).some((hook) => running(world, hook).length > 0),
    holds: (world) =>
      hooksOf(world).every((hook) => running(world, hook).every((prog) => (world.references[prog] ?? 0) > 0)),
  },
  {
    kind: 'always',
    id: 'parent-is-there',
    sentence: 'A cgroup that is there has its parent there.',
    why: 'what a cgroup runs comes from its ancestors too',
    sometimes: (world) => hooksOf(world).some((hook) => world.hooks[hook]!.is === 'nothing'),
    holds: (world) =>
      hooksOf(world).every(
        (hook) =>
          world.hooks[hook]!.is === 'nothing' || above(world, hook).every((each) => world.hooks[each]!.is === 'list'),
      ),
  },
] as const satisfies readonly Invariant[];

/** Properties of every step in a hierarchy of cgroups. */
export const HIERARCHY_LAWS = [
  {
    kind: 'step',
    of: 'effect',
    id: 'revision-counts-changes',
    sentence: 'A change of a list increments its revision by exactly one, even if the list becomes empty.',
    source: 'include/uapi/linux/bpf.h: a query gives the revision, and expected_revision is compared with it',
    sometimes: ({ before, after }) =>
      hooksOf(before).some((hook) => !sameSlots(slotsSeen(before.hooks[hook]), slotsSeen(after.hooks[hook]))),
    holds: ({ before, after }) =>
      hooksOf(before).every((hook) => {
        const was = before.hooks[hook]!;
        const is = after.hooks[hook]!;
        if (is.is === 'nothing') return true;
        if (was.is === 'nothing') return is.revision === after.universe.revision;
        return sameSlots(was.slots, is.slots) || is.revision === was.revision + 1;
      }),
  },
  {
    kind: 'step',
    of: 'effect',
    id: 'unrelated-cgroups-run-the-same',
    sentence:
      'The effective list of a cgroup changes only with its own list or that of an ancestor, or when the cgroup is made or removed.',
    why: 'the effective list of a cgroup is computed from its own list and those of its ancestors',
    sometimes: ({ before, after }) => hooksOf(before).length > 1 && !sameRunning(before, after),
    holds: ({ before, after }) =>
      hooksOf(before).every((hook) => {
        if (before.hooks[hook]!.is !== after.hooks[hook]!.is) return true;
        const changed = [hook, ...above(before, hook)].some(
          (each) => !sameSlots(slotsSeen(before.hooks[each]), slotsSeen(after.hooks[each])),
        );
        return changed || sameNames(running(before, hook), running(after, hook));
      }),
  },
] as const satisfies readonly Law[];
