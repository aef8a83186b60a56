import { once } from '../once.ts';
import type { Profile } from '../profile.ts';
import { type Mutant, WAYS } from './mutant.ts';
import { ruleMutants } from './rules.ts';

export { type Mutant, OPERATORS, type Operator, WAYS } from './mutant.ts';

/** Each has a profile of its own: they are made once. */
const every = once((semantics: Profile): readonly Mutant[] => {
  const more = (semantics.family.mutants?.(semantics) ?? []) as Iterable<Mutant>;
  return [...ruleMutants(semantics), ...more];
});

/** Every mutant of a semantics by which suites are chosen, in the order of its rules. */
export function mutantsOf(semantics: Profile): readonly Mutant[] {
  return every(semantics).filter(({ operator }) => !(operator in WAYS));
}

/** Every mutant of a semantics that is wrong for some requests alone which come to the same by its rules. */
export function wayMutantsOf(semantics: Profile): readonly Mutant[] {
  return every(semantics).filter(({ operator }) => operator in WAYS);
}
