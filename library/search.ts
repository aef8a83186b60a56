import type { PropertyReport } from '../checker/promises/property-report.ts';
import { type SearchProgress, searchProperties } from '../checker/promises/property-search.ts';
import { knownAnomalies } from '../checker/promises/register.ts';
import { propertyReport } from '../checker/promises/standings.ts';
import { propertyScopes } from '../checker/requests/scopes.ts';
import { stopwatch } from '../checker/search/stopwatch.ts';
import type { Profile } from '../spec/profile.ts';
import { namedIn } from './argument-error.ts';
import { checked, isText, listOf, options, RUNNING } from './options.ts';
import { semanticsOf } from './prepare.ts';
import { finished, type Running } from './running.ts';

export type { SearchProgress } from '../checker/promises/property-search.ts';

/** What is searched for. */
export interface SearchOptions extends Running<SearchProgress> {
  /** Ids of properties (docs/properties.md); all that the profile has unless given. */
  readonly properties?: readonly string[] | undefined;
}

const OPTIONS = options<SearchOptions>({ properties: listOf<string>('ids', isText).optional(), ...RUNNING });

/** An ArgumentError where an id is of no property of a semantics; it lists those there are. */
export function requireProperties({ name, properties }: Profile, ids: readonly string[]): void {
  const known = properties.map(({ id }) => ({ name: id }));
  for (const id of ids) namedIn(`property of ${name}`, known, id);
}

function withProperties(semantics: Profile, wanted: readonly string[] | undefined): Profile {
  if (wanted === undefined) return semantics;
  requireProperties(semantics, wanted);
  return { ...semantics, properties: semantics.properties.filter(({ id }) => wanted.includes(id)) };
}

/**
 * Searches the rules of a semantics for what breaks a promise made to users, with a shortest trace of each violation. The report is what
 * `mprog check --properties all --json` prints (docs/properties.schema.json): `violated` where something broken is not on record, or
 * something on record holds. Rejects with an ArgumentError, a ProposalError, or the reason of the signal.
 */
export async function searchPromises(profile: string | Profile, given: SearchOptions = {}): Promise<PropertyReport> {
  const { properties, ...running } = checked(OPTIONS, given);
  const semantics = semanticsOf(profile);
  const chosen = withProperties(semantics, properties);
  const scopes = propertyScopes(semantics);
  const elapsed = stopwatch();
  const searched = await finished(searchProperties(chosen, scopes), running);
  const seconds = elapsed();
  const known = knownAnomalies(semantics);
  const named = properties !== undefined;
  return propertyReport(semantics, searched, { scopes, seconds, known, confirm: async () => undefined, named });
}
