import type { World as AnyWorld } from '../../semantics.ts';
import type { Observation, Universe } from './vocabulary/index.ts';

/** Everything that is to be seen of all objects, with what keeps each alive. */
export interface World extends AnyWorld {
  readonly universe: Universe;
  readonly hooks: Readonly<Record<string, Observation>>;
}
