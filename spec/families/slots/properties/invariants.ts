import { allSlots, type Invariant, slotsSeen } from './property.ts';

const hooksOf = (world: Parameters<Invariant['holds']>[0]) => Object.values(world.hooks);

/** Properties of every state. */
export const INVARIANTS = [
  {
    kind: 'always',
    id: 'no-program-twice',
    sentence: 'No program is in a list twice.',
    source: 'commit 053c8e1f235d (bpf_mprog): a program that is in the list already is refused with EEXIST',
    sometimes: (world) => hooksOf(world).some((seen) => slotsSeen(seen).length > 1),
    holds: (world) =>
      hooksOf(world).every((seen) => {
        const slots = slotsSeen(seen);
        return new Set(slots.map((slot) => slot.prog)).size === slots.length;
      }),
  },
  {
    kind: 'always',
    id: 'within-capacity',
    sentence: 'A list is never longer than the capacity.',
    source: 'include/linux/bpf_mprog.h: BPF_MPROG_MAX; kernel/bpf/cgroup.c: BPF_CGROUP_MAX_PROGS',
    sometimes: (world) => hooksOf(world).some((seen) => slotsSeen(seen).length === world.universe.capacity),
    holds: (world) => hooksOf(world).every((seen) => seen.is === 'nothing' || seen.count <= world.universe.capacity),
  },
  {
    kind: 'always',
    id: 'attached-link-in-one-slot',
    sentence: 'An attached link is in exactly one slot.',
    source: 'commit e420bed02507 (tcx): a link owns its place in the list',
    sometimes: (world) => Object.values(world.links).includes('attached'),
    holds: (world) => {
      const slots = allSlots(world);
      return Object.entries(world.links).every(
        ([link, state]) => state !== 'attached' || slots.filter((slot) => slot.link === link).length === 1,
      );
    },
  },
  {
    kind: 'always',
    id: 'other-link-in-no-slot',
    sentence: 'A link that is defunct, or does not exist, is in no slot.',
    source: 'include/uapi/linux/bpf.h, BPF_LINK_DETACH: the link is left without what it was attached to',
    sometimes: (world) => Object.values(world.links).includes('defunct'),
    holds: (world) => allSlots(world).every((slot) => slot.link === 'none' || world.links[slot.link] === 'attached'),
  },
  {
    kind: 'always',
    id: 'listed-is-alive',
    sentence: 'No program in a list, and no link in a slot, has been freed.',
    why: 'a list holds references to its programs and links, or the kernel would run a freed program',
    sometimes: (world) => allSlots(world).length > 0,
    holds: (world) =>
      allSlots(world).every(
        (slot) =>
          (world.references[slot.prog] ?? 0) > 0 && (slot.link === 'none' || (world.references[slot.link] ?? 0) > 0),
      ),
  },
] as const satisfies readonly Invariant[];
