import { type Invariant, slotsSeen, type World } from './property.ts';

const lists = (world: World) => Object.values(world.hooks).map(slotsSeen);

/** Properties of lists with pinned slots. */
export const PIN_INVARIANTS = [
  {
    kind: 'always',
    id: 'first-is-first',
    sentence: 'Only the first slot of a list is pinned to the head.',
    source: 'second RFC of the mprog series: BPF_F_FIRST pins a program to the head',
    sometimes: (world) => lists(world).some((slots) => slots.length > 1 && slots[0]!.flags?.includes('FIRST')),
    holds: (world) =>
      lists(world).every((slots) => slots.every(({ flags }, at) => !flags?.includes('FIRST') || at === 0)),
  },
  {
    kind: 'always',
    id: 'last-is-last',
    sentence: 'Only the last slot of a list is pinned to the tail.',
    source: 'second RFC of the mprog series: BPF_F_LAST pins a program to the tail',
    sometimes: (world) => lists(world).some((slots) => slots.length > 1 && slots.at(-1)!.flags?.includes('LAST')),
    holds: (world) =>
      lists(world).every((slots) =>
        slots.every(({ flags }, at) => !flags?.includes('LAST') || at === slots.length - 1),
      ),
  },
] as const satisfies readonly Invariant[];
