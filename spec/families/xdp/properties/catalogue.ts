import type { Property } from '../../../properties/property.ts';
import { HISTORIES } from './histories.ts';
import { INVARIANTS } from './invariants.ts';
import { LAWS } from './laws.ts';
import { SIGHTINGS } from './sightings.ts';
import { TRIALS } from './trials.ts';

/** What is to be expected of XDP at a device. They are looked at in worlds of this family alone. */
export const PROPERTIES: readonly Property[] = [...INVARIANTS, ...LAWS, ...TRIALS, ...SIGHTINGS, ...HISTORIES];
