import { type Aspect, NOWHERE, type Place } from '../rule.ts';
import { type State, slotOfProg, slotsOf, takenType } from '../state.ts';
import type { HookName, OptionalProgRef, ProgName, Request } from '../vocabulary/index.ts';

/** What an fd that should be a program's turns out to be. */
export const PROG_FD = ['not-open', 'not-a-program', 'other-type', 'program'] as const;

/** Resolves a program fd; `none` is fd 0, which is open and no program. */
export function progFd(state: State, ref: OptionalProgRef): (typeof PROG_FD)[number] {
  switch (ref.is) {
    case 'none':
    case 'wrong-kind-fd':
      return 'not-a-program';
    case 'closed-fd':
      return 'not-open';
    case 'prog':
      if (state.closed.has(ref.name)) return 'not-open';
      return state.universe.programs[ref.name] === takenType(state) ? 'program' : 'other-type';
  }
}

/** The program to be attached, by its fd alone. */
export const subjectFdAspect: Aspect<Request & { prog: OptionalProgRef }> = {
  reads: ['prog'],
  tells: ['subject'],
  part: (state, { prog }) => ({ subject: progFd(state, prog) }),
};

/** Whether the slots of a hook hold a program named by fd: in no slot, in one with a link, in one without. */
export function listed(state: State, hook: HookName, prog: ProgName): 'unlisted' | 'linked' | 'direct' {
  const slot = slotsOf(state, hook).find((candidate) => candidate.prog === prog);
  if (slot === undefined) return 'unlisted';
  return slot.link === 'none' ? 'direct' : 'linked';
}

export const SUBJECT_DOMAIN = {
  subject: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
} as const;

/** The program to be attached, and whether the list has it already. */
export const subjectAspect: Aspect<Request & { hook: HookName; prog: OptionalProgRef }> = {
  reads: ['prog'],
  tells: ['subject'],
  part: (state, { hook, prog }) => {
    const fd = progFd(state, prog);
    if (fd !== 'program' || prog.is !== 'prog') return { subject: fd };
    return { subject: listed(state, hook, prog.name) === 'unlisted' ? 'unlisted' : 'listed' };
  },
};

/** The slot of a program named by fd, or NOWHERE. */
export function placeOfProg(state: State, hook: HookName, ref: OptionalProgRef): Place {
  const place = ref.is === 'prog' ? slotOfProg(state, hook, ref.name) : -1;
  return place === -1 ? NOWHERE : place;
}
