import * as engine from '../../rule.ts';
import type { Told } from '../../situation.ts';
import type { Errno } from '../../vocabulary/outcome.ts';
import type { CitationLabel } from './citations.ts';
import type { Effect } from './effects.ts';
import { type State, slotsOf } from './state.ts';
import type { Field, Flags, HookName, Request, Slot } from './vocabulary/index.ts';

export { fail, NOWHERE, type Place, splat, undefinedBehaviour } from '../../rule.ts';

/**
 * What a query writes: nothing, the count and revision alone, all slots, or as many as there is room for; what is
 * bare has no revision. What became of a packet: it was delivered, it was dropped and its sender gets an error if it asks for it,
 * it was refused and its sender gets EPERM in any case, it was dropped and nobody gets an error (lost), or it was consumed. Or it comes
 * to another hook, by a redirect or at the other end of a pair (crosses): then it is what becomes of it there, and its sender gets no
 * error. What became of a call: its caller gets what the programs left (and no more is done), or the kernel does its part, and its
 * caller gets what that comes to. What is unseen is delivered, or done by the kernel, and no program runs.
 */
export const SHOWS = [
  'nothing',
  'count',
  'slots',
  'first-slots',
  'bare-count',
  'bare-slots',
  'bare-first-slots',
  'delivered',
  'refused',
  'denied',
  'lost',
  'consumed',
  'redirected',
  'crosses',
  'answered',
  'carried-out',
  'unseen',
] as const;
export type Show = (typeof SHOWS)[number];

/** A fact about a request and hooks with slots. */
export const fact = engine.factsOver<State>();

/** A maker of rules over some facts, which cite sources by their labels. */
export function rulesOver<T extends readonly Told[]>(): engine.RuleMaker<T, CitationLabel> {
  return engine.rulesOver<T, CitationLabel>();
}

/** The request succeeds with an effect. */
export const succeed: (effect: Effect, show?: Show) => engine.Decision = engine.succeed;

/** The request fails, and leaves something behind all the same. */
export const leaving = (errno: Errno, effect: Effect): engine.Decision => ({ outcome: errno, effect, show: 'nothing' });

/** The index that flags and places designate in the list of the hook that a request names. */
export interface Designation<R> {
  /** The request fields that name something that may be in a slot, each with how to find that slot. */
  readonly places: readonly { readonly reads: Field; find(state: State, request: R): engine.Place }[];
  /** What it says of the situation. */
  readonly fields: readonly Told[];
  designate(slots: readonly Slot[], capacity: number, flags: Flags, places: readonly engine.Place[]): engine.Designated;
}

/** A rule table as it is written down. */
export interface TableParts<R extends Request> extends Omit<engine.TableParts<R>, 'op' | 'designation'> {
  readonly op: R['op'];
  readonly designation?: Designation<R>;
}

/** A rule table about requests to hooks with slots. */
export function ruleTable<R extends Request>({ designation, ...parts }: TableParts<R>): engine.RuleTable<R> {
  if (designation === undefined) return engine.ruleTable<R>(parts);
  const { places, fields, designate } = designation;
  return engine.ruleTable<R>({
    ...parts,
    designation: {
      places,
      reads: 'flags',
      fields,
      designate: (state, request, found) => {
        const { hook, flags } = request as unknown as { readonly hook: HookName; readonly flags: Flags };
        return designate(slotsOf(state as State, hook), (state as State).universe.capacity, flags, found);
      },
    },
  });
}
