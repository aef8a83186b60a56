import type { Profile } from '../../spec/profile.ts';
import type { PropertyScopes, Scope } from '../../spec/semantics.ts';

/** The scopes that mutants are judged in and suites are taken from: all that come with the family, unless it says which. */
export function suiteScopesOf(semantics: Profile): readonly Scope[] {
  const { family } = semantics;
  return family.suiteScopes?.(semantics) ?? Object.values(family.scopes(semantics));
}

/** Paths of a family that does not say how far its properties are to be followed. */
const STEPS = 3;

/** The scopes in which the properties of a semantics are looked at: the default one, unless its family says which. */
export function propertyScopes(semantics: Profile): PropertyScopes {
  const { family } = semantics;
  const scope = family.scopes(semantics).default;
  return (
    family.propertyScopes?.(semantics) ?? {
      states: [{ scope, limits: {} }],
      paths: { scope, limits: { depth: STEPS } },
    }
  );
}
