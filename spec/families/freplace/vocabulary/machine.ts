import type * as generic from '../../../vocabulary/machine.ts';
import type { Observation } from './observation.ts';
import type { Request } from './request.ts';
import type { Universe } from './universe.ts';

/** No request shows anything. */
export type View = { readonly is: 'nothing' };

/** A machine that can be put back into an earlier state. */
export interface ExplorableMachine<Saved = unknown>
  extends generic.Explorable<Universe, Request, View, Saved, Observation> {
  /** As `observe`, with what keeps each object alive. */
  look(name: string): Observation;
}
