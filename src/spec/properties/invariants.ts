import { allSlots, type Invariant, slotsSeen } from './property.ts';

const hooksOf = (world: Parameters<Invariant['holds']>[0]) => Object.values(world.hooks);

/** Properties of every state. */
export const INVARIANTS = [
  {
    kind: 'always',
    id: 'no-program-twice',
    sentence: 'No program is in a list twice.',
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
    sometimes: (world) => hooksOf(world).some((seen) => slotsSeen(seen).length === world.universe.capacity),
    holds: (world) => hooksOf(world).every((seen) => seen.is === 'nothing' || seen.count <= world.universe.capacity),
  },
  {
    kind: 'always',
    id: 'attached-link-in-one-slot',
    sentence: 'An attached link is in exactly one slot.',
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
    sometimes: (world) => Object.values(world.links).includes('defunct'),
    holds: (world) => allSlots(world).every((slot) => slot.link === 'none' || world.links[slot.link] === 'attached'),
  },
  {
    kind: 'always',
    id: 'listed-is-alive',
    sentence: 'A program that is in a list is alive, and so is the link that is in its slot.',
    sometimes: (world) => allSlots(world).length > 0,
    holds: (world) =>
      allSlots(world).every(
        (slot) =>
          (world.references[slot.prog] ?? 0) > 0 && (slot.link === 'none' || (world.references[slot.link] ?? 0) > 0),
      ),
  },
] as const satisfies readonly Invariant[];
