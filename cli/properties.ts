import type { Profile } from '../spec/profile.ts';
import { closest } from '../spec/suggest.ts';
import { UsageError } from './exit.ts';

/** A semantics with some of its properties: `all`, or those with these ids, with commas between them; a UsageError on one that it does not have. */
export function withProperties(semantics: Profile, wanted: string): Profile {
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
