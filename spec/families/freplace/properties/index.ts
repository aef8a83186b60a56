import type { Property } from '../../../properties/property.ts';
import { INVARIANTS } from './invariants.ts';
import { LAWS } from './laws.ts';
import { TRIALS } from './trials.ts';

/** What users may expect of any of the designs. */
export const PROPERTIES = [...INVARIANTS, ...LAWS, ...TRIALS] as unknown as readonly Property[];
