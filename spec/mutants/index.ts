import type { Profile } from '../profile.ts';
import { effectMutants } from './effects.ts';
import type { Mutant } from './mutant.ts';
import { readingMutants } from './readings.ts';
import { ruleMutants } from './rules.ts';

export { type Mutant, OPERATORS, type Operator } from './mutant.ts';

/** Every mutant of a semantics, in the order of its rules. */
export function mutantsOf(semantics: Profile): readonly Mutant[] {
  return [...ruleMutants(semantics), ...effectMutants(semantics), ...readingMutants(semantics)];
}
