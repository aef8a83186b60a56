import type { Profile } from '../profile.ts';
import type { Mutant } from './mutant.ts';
import { ruleMutants } from './rules.ts';

export { type Mutant, OPERATORS, type Operator } from './mutant.ts';

/** Every mutant of a semantics, in the order of its rules. */
export function mutantsOf(semantics: Profile): readonly Mutant[] {
  const more = (semantics.family.mutants?.(semantics) ?? []) as Iterable<Mutant>;
  return [...ruleMutants(semantics), ...more];
}
