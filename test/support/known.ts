import { knownOf } from '../../cli/anomalies.ts';
import { tcx } from '../../spec/families/lists/tcx/index.ts';
import type { Profile } from '../../spec/profile.ts';

/** The properties that tcx is known to break, for a check to count and go on. */
export const KNOWN = { known: knownOf(tcx) };

/** A semantics to be compared with its model alone: what properties say of it is looked at elsewhere. */
export const bare = (semantics: Profile): Profile => ({ ...semantics, properties: [] });
