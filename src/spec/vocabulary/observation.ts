import { z } from 'zod';
import type { Outcome } from './outcome.ts';

/** One slot of a hook as a query shows it: the program, and the link it was attached through (`none` without link). */
export const Slot = z.strictObject({ prog: z.string(), link: z.string().default('none') });
export type Slot = Readonly<z.output<typeof Slot>>;

/**
 * What a query shows of one hook. `nothing`: the query wrote nothing (no such device, or it was refused before it
 * wrote). `list`: the revision, the number of slots there are, and the slots that fit the buffer, in order.
 */
export const Observation = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('nothing') }),
  z.strictObject({
    is: z.literal('list'),
    revision: z.int().min(0),
    count: z.int().min(0),
    slots: z.array(Slot).readonly(),
  }),
]);
export type Observation = Readonly<z.output<typeof Observation>>;

export const NOTHING: Observation = Object.freeze({ is: 'nothing' });

/** The answer to one request. `view` is what a prog_query wrote, and `nothing` for every other request. */
export interface Reply {
  readonly outcome: Outcome;
  readonly view: Observation;
}
