import type { PropertyReport } from '../../checker/promises/property-report.ts';
import {
  type PropertyPiece,
  type PropertyResults,
  PropertySearcher,
  piecesOf,
  propertyResults,
  type SearchedPiece,
  type SearchProgress,
} from '../../checker/promises/property-search.ts';
import { type Confirm, propertyReport, tracesOf } from '../../checker/promises/standings.ts';
import { propertyScopes } from '../../checker/requests/scopes.ts';
import { stopwatch } from '../../checker/search/stopwatch.ts';
import type { Profile } from '../../spec/profile.ts';
import type { PropertyScopes } from '../../spec/semantics.ts';
import { knownAnomalies, recordViolation } from '../anomalies.ts';
import { KernelConfirmation } from '../confirm.ts';
import { UsageError } from '../exit.ts';
import { follow } from '../follow.ts';
import { Progress } from '../progress.ts';
import { withProperties } from '../properties.ts';
import { count } from '../text/output.ts';
import type { PropertiesAssignment } from '../workers/assignments.ts';
import type { Crew } from '../workers/crew.ts';
import { Jobs } from '../workers/jobs.ts';
import { searchWith } from '../workers/share.ts';

/** What is asked of a search for violations. */
export interface PropertyOptions {
  /** `all`, or the ids of properties, with commas between them. */
  readonly properties: string;
  readonly confirm?: 'kernel';
  readonly accept?: string;
  readonly workers?: number;
  readonly force?: boolean;
}

/** A search for violations of some properties of one semantics. */
export interface PropertiesOf {
  readonly semantics: Profile;
  readonly scopes: PropertyScopes;
  /** Searches to the end, or to an interruption. */
  search(): Promise<PropertyResults>;
}

/** How a search of a semantics, given by its name or file too, is made by a crew; a UsageError on a property that it does not have. */
export function propertySearch(
  { name, semantics }: { readonly name: string; readonly semantics: Profile },
  properties: string,
  crew: Crew | undefined,
): PropertiesOf {
  const chosen = withProperties(semantics, properties);
  const scopes = propertyScopes(semantics);
  const searcher = new PropertySearcher(chosen, scopes);
  const pieces = piecesOf(chosen, scopes);
  const progress = new Progress();
  const line = ({ scope, states, requests }: SearchProgress) =>
    `${semantics.name}, properties in ${scope}: ${count(states)} states${requests === 0 ? '' : ` · ${count(requests)} requests`}`;
  const orderOf = (piece: PropertyPiece): PropertiesAssignment => ({ name, properties, piece });
  const here = async (piece: PropertyPiece): Promise<SearchedPiece> => {
    // What is remembered along a path belongs to one property: each is searched for whole.
    if (piece.is === 'paths') return (await follow(searcher.search(piece), line, progress)).result;
    return searchWith<'properties', SearchProgress, SearchedPiece>(crew, {
      order: { kind: 'properties', given: orderOf(piece) },
      shared: (hands) => searcher.searchShared(piece.scope, hands),
      alone: () => searcher.search(piece),
      line,
      progress,
    });
  };

  const search = async () => {
    const work = pieces.map((piece) => ({ given: orderOf(piece), here: () => here(piece) }));
    const searched: SearchedPiece[] = [];
    for await (const piece of new Jobs('properties', work, crew).results()) {
      searched.push(piece);
      if (!piece.complete) break;
    }
    return propertyResults(chosen, scopes, pieces, searched);
  };
  return { semantics, scopes, search };
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
    const [known, named] = [knownAnomalies(semantics), options.properties !== 'all'];
    return await propertyReport(semantics, searched, { scopes, seconds, known, confirm, named });
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
