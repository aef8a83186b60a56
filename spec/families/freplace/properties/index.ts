import type { Property } from '../../../properties/property.ts';
import { INVARIANTS } from './invariants.ts';
import { TRIALS } from './trials.ts';

/** What users may expect of any of the designs. */
export const PROPERTIES = [...INVARIANTS, ...TRIALS] as unknown as readonly Property[];
