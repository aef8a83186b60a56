import { effectMutants } from '../families/slots/mutants/effects.ts';
import { readingMutants } from '../families/slots/mutants/readings.ts';
import type { Profile } from '../profile.ts';
import type { Mutant } from './mutant.ts';
import { ruleMutants } from './rules.ts';

export { type Mutant, OPERATORS, type Operator } from './mutant.ts';

/** Every mutant of a semantics, in the order of its rules. */
export function mutantsOf(semantics: Profile): readonly Mutant[] {
  return [...ruleMutants(semantics), ...effectMutants(semantics), ...readingMutants(semantics)];
}
