import type { Request, Universe } from './vocabulary/index.ts';

/** The names of the objects that requests speak of. */
function namesIn(path: readonly Request[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const request of path)
    for (const value of Object.values(request)) {
      if (typeof value === 'string') names.add(value);
      else if (typeof value === 'object' && value !== null && 'name' in value) names.add(String(value.name));
    }
  return names;
}

/** A universe with only those programs and links that a path speaks of, or that are there before it begins. */
export function trimmed(universe: Universe, path: readonly Request[]): Universe {
  const named = namesIn(path);
  const foreignLinks = Object.entries(universe.foreignLinks).filter(([link]) => named.has(link));
  const kept = new Set([...named, ...Object.values(universe.prefill).flat(), ...foreignLinks.map(([, prog]) => prog)]);
  return {
    ...universe,
    programs: Object.fromEntries(Object.entries(universe.programs).filter(([name]) => kept.has(name))),
    links: universe.links.filter((link) => named.has(link)),
    foreignLinks: Object.fromEntries(foreignLinks),
  };
}
