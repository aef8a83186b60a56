import { type Aspect, NOWHERE, type Place } from '../rule.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, OptionalProgRef, RequestOf } from '../vocabulary/index.ts';
import { progFd } from './subject.ts';

type Attach = RequestOf<'prog_attach'>;

/** The slot of a program that is attached directly, or -1. */
export function directSlot(state: State, hook: HookName, prog: string): number {
  return slotsOf(state, hook).findIndex((slot) => slot.prog === prog && slot.link === 'none');
}

/** The slot of a program that is named by fd and attached directly, or NOWHERE. */
export function placeOfDirect(state: State, hook: HookName, ref: OptionalProgRef): Place {
  const place = ref.is === 'prog' ? directSlot(state, hook, ref.name) : -1;
  return place === -1 ? NOWHERE : place;
}

export const DIRECT_DOMAIN = {
  /** The program to replace. */
  target: ['not-open', 'not-a-program', 'other-type', 'unlisted', 'listed'],
  /** Whether the subject is attached directly already. */
  duplicate: [false, true],
  /** Whether the subject is the program to replace. */
  itself: [false, true],
} as const;

/** What of the subject and the program to replace is attached without a link. */
export const directAspects: readonly Aspect<Attach>[] = [
  {
    reads: ['prog'],
    tells: ['duplicate'],
    part: (state, { hook, prog }) => ({ duplicate: prog.is === 'prog' && directSlot(state, hook, prog.name) !== -1 }),
  },
  {
    reads: ['replace'],
    tells: ['target'],
    part: (state, { hook, replace }) => {
      const fd = progFd(state, replace);
      if (fd !== 'program' || replace.is !== 'prog') return { target: fd };
      return { target: directSlot(state, hook, replace.name) === -1 ? 'unlisted' : 'listed' };
    },
  },
  {
    reads: ['prog', 'replace'],
    tells: ['itself'],
    part: (_, { prog, replace }) => ({
      itself: prog.is === 'prog' && replace.is === 'prog' && prog.name === replace.name,
    }),
  },
];
