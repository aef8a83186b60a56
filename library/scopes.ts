import { mainScopesOf } from '../spec/families/slots/scopes/main-scopes.ts';
import { Scope } from '../spec/families/slots/scopes/scope.ts';
import { scopesOf } from '../spec/families/slots/scopes/scopes.ts';
import type { Profile } from '../spec/profile.ts';
import { explainIssues } from '../traces/issues.ts';
import { ArgumentError, namedIn } from './argument-error.ts';

/** A scope of a semantics by its name, or one that was made, checked. An ArgumentError says what is wrong with it. */
export function scopeOf(semantics: Profile, given: string | Scope): Scope {
  const named = Object.values(scopesOf(semantics));
  if (typeof given === 'string') return namedIn('scope', [...named, ...mainScopesOf(semantics)], given);
  const result = Scope.safeParse(given);
  if (!result.success) throw new ArgumentError(`scope: ${explainIssues(result.error.issues, given).join('; ')}`);
  if (result.data.kind !== semantics.uapi.hook)
    throw new ArgumentError(
      `scope: kind: expected "${semantics.uapi.hook}", which is what ${semantics.name} is about, found "${result.data.kind}"`,
    );
  return result.data;
}
