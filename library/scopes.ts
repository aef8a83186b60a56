import type { Profile } from '../spec/profile.ts';
import type { Scope } from '../spec/semantics.ts';
import { explainIssues } from '../traces/issues.ts';
import { ArgumentError, namedIn } from './argument-error.ts';

/** A scope of a semantics by its name, or one that was made, checked. An ArgumentError says what is wrong with it. */
export function scopeOf(semantics: Profile, given: string | Scope): Scope {
  const { family } = semantics;
  const named = Object.values(family.scopes(semantics));
  if (typeof given === 'string') return namedIn('scope', [...named, ...family.mainScopes(semantics)], given);
  const result = family.schemas.scope.safeParse(given);
  if (!result.success) throw new ArgumentError(`scope: ${explainIssues(result.error.issues, given).join('; ')}`);
  const scope = result.data as Scope;
  const wrong = family.unfit?.(semantics, scope);
  if (wrong !== undefined) throw new ArgumentError(`scope: ${wrong.path.join('.')}: ${wrong.message}`);
  return scope;
}
