import type { PropertyReport } from '../../checker/promises/property-report.ts';
import { type PropertyResults, searchProperties } from '../../checker/promises/property-search.ts';
import { type Confirm, propertyReport, tracesOf } from '../../checker/promises/standings.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import type { PropertyScopes } from '../../spec/semantics.ts';
import { closest } from '../../spec/suggest.ts';
import { knownAnomalies, recordViolation } from '../anomalies.ts';
import { KernelConfirmation } from '../confirm.ts';
import { UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { count } from '../text/output.ts';

/** What is asked of a search for violations. */
export interface PropertyOptions {
  /** `all`, or the ids of properties, with commas between them. */
  readonly properties: string;
  readonly confirm?: 'kernel';
  readonly accept?: string;
  readonly force?: boolean;
}

/** A semantics with some of its properties; a UsageError on one that it does not have. */
function withProperties(semantics: Profile, wanted: string): Profile {
  if (wanted === 'all') return semantics;
  const known = semantics.properties.map(({ id }) => id);
  const ids = wanted.split(',').map((id) => id.trim());
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined)
    throw new UsageError(
      `--properties: ${semantics.name} has no property "${unknown}"; did you mean ${closest(unknown, known)}? (or: all)`,
    );
  return { ...semantics, properties: semantics.properties.filter(({ id }) => ids.includes(id)) };
}

/** Searches one semantics, with progress shown; an interruption ends it with what it has. */
async function search(semantics: Profile, scopes: PropertyScopes): Promise<PropertyResults> {
  const { result } = await follow(
    searchProperties(semantics, scopes),
    ({ scope, states, requests }) =>
      `${semantics.name}, properties in ${scope}: ${count(states)} states · ${count(requests)} requests`,
  );
  return result;
}

/** Looks for violations of the properties of a semantics, and says which of them are on record. */
export async function checkProperties(semantics: Profile, options: PropertyOptions): Promise<PropertyReport> {
  const chosen = withProperties(semantics, options.properties);
  const scopes = propertyScopes(semantics);
  const elapsed = stopwatch();
  const searched = await search(chosen, scopes);
  const seconds = elapsed();
  const confirmation = options.confirm === undefined ? undefined : await KernelConfirmation.open(semantics);
  const confirm: Confirm = async (traces) => confirmation?.of(traces);
  try {
    if (options.accept !== undefined) await acceptNew(semantics, searched, options, confirm);
    return await propertyReport(semantics, searched, { scopes, seconds, known: knownAnomalies(semantics), confirm });
  } finally {
    confirmation?.close();
  }
}

/** Puts the one violation that is new on record, with the release of the kernel where it reproduces it. */
async function acceptNew(
  semantics: Profile,
  { findings }: PropertyResults,
  { accept, force }: PropertyOptions,
  confirm: Confirm,
): Promise<void> {
  const known = knownAnomalies(semantics);
  const fresh = findings.filter(
    ({ property, violation }) => violation !== undefined && !known.some((each) => each.property === property.id),
  );
  const [only] = fresh;
  if (only?.violation === undefined || fresh.length > 1)
    throw new UsageError(
      `--accept: expected one violation that is not on record yet, found ${fresh.length}; choose one with --properties ID`,
    );
  const traces = tracesOf(semantics, only.property, only.violation, { note: accept! });
  const kernel = await confirm(traces);
  const origin = { note: accept!, ...(kernel?.result === 'held' ? { kernel: kernel.on! } : {}) };
  recordViolation(
    semantics,
    only.property.id,
    tracesOf(semantics, only.property, only.violation, origin),
    force === true,
  );
}
