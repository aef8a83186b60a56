import { fact, NOWHERE, type Place } from '../rules.ts';
import { type State, slotOfProg, slotsOf, takenType } from '../state.ts';
import type { HookName, OptionalProgRef, ProgName, Request } from '../vocabulary/index.ts';

/** What is wrong with an fd that should be a program's. */
export const UNFIT = ['not-open', 'not-a-program', 'other-type'] as const;

/** What is wrong with a program fd, or what can be said of the program. `none` is fd 0, which is open and no program. */
export function progFd<const T extends string>(
  state: State,
  ref: OptionalProgRef,
  program: (name: ProgName) => T,
): (typeof UNFIT)[number] | T {
  switch (ref.is) {
    case 'none':
    case 'wrong-kind-fd':
      return 'not-a-program';
    case 'closed-fd':
      return 'not-open';
    case 'prog':
      if (state.closed.has(ref.name)) return 'not-open';
      return state.universe.programs[ref.name] === takenType(state) ? program(ref.name) : 'other-type';
  }
}

/** The program to be attached, by its fd alone. */
export const subjectFd = fact({
  field: 'subject',
  values: [...UNFIT, 'program'],
  reads: ['prog'],
  tell: (state, { prog }: Request & { prog: OptionalProgRef }) => progFd(state, prog, () => 'program'),
});

/** Whether the slots of a hook hold a program named by fd: in no slot, in one with a link, in one without. */
export function listed(state: State, hook: HookName, prog: ProgName): 'unlisted' | 'linked' | 'direct' {
  const slot = slotsOf(state, hook).find((candidate) => candidate.prog === prog);
  if (slot === undefined) return 'unlisted';
  return slot.link === 'none' ? 'direct' : 'linked';
}

/** The program to be attached, and whether the list has it already. */
export const subject = fact({
  field: 'subject',
  values: [...UNFIT, 'unlisted', 'listed'],
  reads: ['prog'],
  tell: (state, { hook, prog }: Request & { hook: HookName; prog: OptionalProgRef }) =>
    progFd(state, prog, (name) => (listed(state, hook, name) === 'unlisted' ? 'unlisted' : 'listed')),
});

/** The slot of a program named by fd, or NOWHERE. */
export function placeOfProg(state: State, hook: HookName, ref: OptionalProgRef): Place {
  const place = ref.is === 'prog' ? slotOfProg(state, hook, ref.name) : -1;
  return place === -1 ? NOWHERE : place;
}
