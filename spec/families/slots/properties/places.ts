import type { Relative, Slot } from '../vocabulary/index.ts';
import { type StepFacts, sameSlot, slotsSeen } from './property.ts';

const inserted = ({ request, outcome }: StepFacts) =>
  outcome === 'ok' &&
  (request.op === 'link_create' || (request.op === 'prog_attach' && !request.flags.includes('REPLACE')));

/** The lists of the hook that an attach or link create names, and the names of what it inserted and of its relative. */
export function placed({ before, request, after }: StepFacts) {
  if (request.op !== 'prog_attach' && request.op !== 'link_create') throw new Error(`${request.op} places nothing`);
  const was = slotsSeen(before.hooks[request.hook]);
  const is = slotsSeen(after.hooks[request.hook]);
  const subject =
    request.op === 'link_create'
      ? is.findIndex((slot) => slot.link === request.link)
      : is.findIndex((slot) => slot.link === 'none' && request.prog.is === 'prog' && slot.prog === request.prog.name);
  const relative = slotOf(was, request.relative);
  const neighbour = relative === undefined ? -1 : is.findIndex((slot) => sameSlot(slot, relative));
  return { was, is, subject, neighbour, named: request.relative.is !== 'none' };
}

/** The slot of a relative: a program's own where it has one, or else that of a link with this program. */
export function slotOf(slots: readonly Slot[], relative: Relative): Slot | undefined {
  if (relative.is === 'link') return slots.find((slot) => slot.link === relative.name);
  if (relative.is !== 'prog') return undefined;
  const direct = slots.find((slot) => slot.link === 'none' && slot.prog === relative.name);
  return direct ?? slots.find((slot) => slot.prog === relative.name);
}

/** Whether a request that inserted something said BEFORE, or AFTER. */
export const directed = (facts: StepFacts, flag: 'BEFORE' | 'AFTER') =>
  inserted(facts) && 'flags' in facts.request && facts.request.flags.includes(flag);
