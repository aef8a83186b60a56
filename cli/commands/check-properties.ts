import type { PropertyReport } from '../../checker/promises/property-report.ts';
import {
  type PropertyResults,
  PropertySearcher,
  piecesOf,
  resultOf,
  type SearchedPiece,
  type SearchProgress,
} from '../../checker/promises/property-search.ts';
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
import { Progress } from '../progress.ts';
import { count } from '../text/output.ts';
import { crewOf } from '../workers/crew.ts';
import { Jobs } from '../workers/jobs.ts';

/** What is asked of a search for violations. */
export interface PropertyOptions {
  /** `all`, or the ids of properties, with commas between them. */
  readonly properties: string;
  readonly confirm?: 'kernel';
  readonly accept?: string;
  readonly workers?: number;
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

/** A search for violations of some properties of one semantics. */
export interface PropertiesOf {
  readonly semantics: Profile;
  readonly scopes: PropertyScopes;
  /** Searches to the end, or to an interruption. */
  search(): Promise<PropertyResults>;
}

/** Several of them, whose work threads share. */
export interface PropertySearches {
  readonly all: readonly PropertiesOf[];
  end(): Promise<void>;
}

/** The searches that options ask for, of semantics by name or file; a UsageError on a property that one does not have. */
export function propertySearches(
  subjects: readonly { readonly name: string; readonly semantics: Profile }[],
  { properties, workers }: PropertyOptions,
): PropertySearches {
  const crew = crewOf(workers);
  const progress = new Progress();
  const searches = subjects.map(({ name, semantics }) => {
    const chosen = withProperties(semantics, properties);
    const scopes = propertyScopes(semantics);
    // Each thread goes through all states, with some of the properties.
    return { name, semantics, chosen, scopes, pieces: piecesOf(chosen, scopes, crew?.size) };
  });
  const work = searches.flatMap(({ name, semantics, scopes, pieces }) => {
    const searcher = new PropertySearcher(semantics, scopes);
    return pieces.map((piece, index) => ({
      given: { name, piece },
      here: async () => {
        const line = ({ scope, states, requests }: SearchProgress) =>
          `${semantics.name}, properties in ${scope}, ${index + 1} of ${pieces.length}: ${count(states)} states · ${count(requests)} requests`;
        return (await follow(searcher.search(piece), line, progress)).result;
      },
    }));
  });
  const jobs = new Jobs('properties', work, crew);
  let first = 0;
  const all = searches.map(({ semantics, chosen, scopes, pieces }) => {
    const begin = first;
    first += pieces.length;
    const search = async () => {
      const searched: SearchedPiece[] = [];
      for (const index of pieces.keys()) {
        searched.push(await jobs.result(begin + index));
        if (!searched.at(-1)!.complete) break;
      }
      return resultOf(chosen, scopes, pieces, searched);
    };
    return { semantics, scopes, search };
  });
  return { all, end: () => jobs.end() };
}

/** Looks for violations of the properties of a semantics, and says which of them are on record. */
export async function checkProperties(
  { semantics, scopes, search }: PropertiesOf,
  options: PropertyOptions,
): Promise<PropertyReport> {
  const elapsed = stopwatch();
  const searched = await search();
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
