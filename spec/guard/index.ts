import type { Profile } from '../profile.ts';
import { watchedProperty } from './property.ts';
import { watchedTable } from './table.ts';

/** Everything that comes with the package, and so needs no watch. */
function partsOf(profiles: readonly Profile[]): ReadonlySet<unknown> {
  return new Set(
    profiles.flatMap(({ tables, properties }) => [
      ...properties,
      ...tables.flatMap(({ facts, designation }) => [...facts, designation, ...(designation?.places ?? [])]),
    ]),
  );
}

/**
 * A proposal from a file in which every function that it brought is watched: what it throws, answers or looks at where it
 * must not is a ProposalError of that file. Whatever is of shipped profiles stays as it is.
 */
export function guarded(semantics: Profile, file: string, profiles: readonly Profile[]): Profile {
  const shipped = partsOf(profiles);
  const from = { file, family: semantics.family };
  const isShipped = (part: unknown) => shipped.has(part);
  return Object.freeze({
    ...semantics,
    tables: semantics.tables.map((table) => watchedTable(from, table, isShipped)),
    properties: semantics.properties.map((each) => (isShipped(each) ? each : watchedProperty(from, each))),
  });
}
