import { fact, NOWHERE, type Place } from '../rules.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, OptionalProgRef, RequestOf } from '../vocabulary/index.ts';
import { progFd, UNFIT } from './subject.ts';

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

/** The program to replace. */
export const target = fact({
  field: 'target',
  values: [...UNFIT, 'unlisted', 'listed'],
  reads: ['replace'],
  tell: (state, { hook, replace }: Attach) =>
    progFd(state, replace, (name) => (directSlot(state, hook, name) === -1 ? 'unlisted' : 'listed')),
});

/** Whether the subject is attached directly already. */
export const duplicate = fact({
  field: 'duplicate',
  values: [false, true],
  reads: ['prog'],
  tell: (state, { hook, prog }: Attach) => prog.is === 'prog' && directSlot(state, hook, prog.name) !== -1,
});

/** Whether the subject is the program to replace. */
export const itself = fact({
  field: 'itself',
  values: [false, true],
  reads: ['prog', 'replace'],
  tell: (_, { prog, replace }: Attach) => prog.is === 'prog' && replace.is === 'prog' && prog.name === replace.name,
});
