import type { Actor, Machine } from './machine.ts';
import type { ReaderView } from './reader-view.ts';
import type { State } from './state.ts';

/** A step that was taken: who took it, what could be observed, and the state after it. */
export interface Moment {
  readonly machine: Machine;
  readonly actor: Actor;
  readonly observation: ReaderView;
  readonly state: State;
}
