import type * as engine from '../../../properties/property.ts';
import type { Request } from '../vocabulary/index.ts';
import type { World } from '../world.ts';

export type Step = engine.StepFacts<World, Request>;
export type Invariant = engine.Invariant<World>;
export type Law = engine.Law<Step>;
