import { Lockstep } from '../../checker/check/lockstep.ts';
import type { Limits } from '../../checker/search/discovery.ts';
import { exploreAll } from '../../checker/search/explore.ts';
import { knownOf } from '../../cli/anomalies.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import type { Profile } from '../../spec/profile.ts';
import type { Scope } from '../../spec/semantics.ts';
import type { Explorable } from '../../spec/vocabulary/machine.ts';

/** The properties that tcx is known to break, for a check to count and go on. */
export const KNOWN = { known: knownOf(tcx) };

/** A semantics to be compared with its model alone: what properties say of it is looked at elsewhere. */
export const bare = (semantics: Profile): Profile => ({ ...semantics, properties: [] });

/** Whether a check is violated: the search alone, without all else that a verdict says. */
export const isViolated = (semantics: Profile, model: Explorable, scope: Scope, limits: Limits): boolean =>
  exploreAll(new Lockstep(semantics, model, scope), limits).ending.is === 'failed';
