import type { Profile } from '../spec/profile.ts';
import { isDeepEqual } from '../spec/same.ts';
import type { Request, Scope, Universe } from '../spec/semantics.ts';
import type { Trace } from '../traces/format.ts';

/** Where a trace can be gone on from: a scope in which each of its steps can be made, or its own universe, where there is none. */
export type TraceGround = { readonly scope: Scope } | { readonly universe: Universe };

/** Whether a scope has all that some requests speak of, as a universe has it. */
function has({ family }: Profile, scope: Universe, universe: Universe, requests: readonly Request[]): boolean {
  const ours = family.trimmed(scope, requests) as Readonly<Record<string, unknown>>;
  return Object.entries(family.trimmed(universe, requests)).every(([field, value]) => isDeepEqual(value, ours[field]));
}

/** The first scope of a semantics that has what a trace speaks of, the default one before others. */
export function groundOfTrace(semantics: Profile, { universe, steps }: Trace): TraceGround {
  const { family } = semantics;
  const requests = steps.map(({ request }) => request);
  const scopes = [...Object.values(family.scopes(semantics)), ...family.mainScopes(semantics)];
  const scope = scopes.find((each) => has(semantics, family.explore(each, semantics).universe, universe, requests));
  return scope === undefined ? { universe } : { scope };
}
