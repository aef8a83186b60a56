import { allSlots, type Invariant } from './property.ts';

/** What is to be expected of programs that are offloaded. */
export const OFFLOAD_INVARIANTS = [
  {
    kind: 'always',
    id: 'no-offloaded-program',
    sentence: 'No list has a program that is offloaded to a device.',
    why: 'such a program is no code of this machine: the kernel has nothing that it could run',
    sometimes: (world) => allSlots(world).length > 0,
    holds: (world) => allSlots(world).every(({ prog }) => world.universe.traits[prog] !== 'offloaded'),
  },
] as const satisfies readonly Invariant[];
