import type * as engine from '../../../properties/property.ts';
import type { World } from '../world.ts';

export type Invariant = engine.Invariant<World>;
