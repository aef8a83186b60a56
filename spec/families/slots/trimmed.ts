import { filteringIn, type Request, type Universe } from './vocabulary/index.ts';

/** The names of the objects that requests speak of. */
export function namesIn(path: readonly Request[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const request of path)
    for (const value of Object.values(request)) {
      if (typeof value === 'string') names.add(value);
      else if (typeof value === 'object' && value !== null && 'name' in value) names.add(String(value.name));
    }
  return names;
}

/** A universe in which packets are sent has a verdict at least: a kernel is made ready for packets by that. */
function sending({ verdicts }: Universe, path: readonly Request[]): readonly string[] {
  return path.some(({ op }) => op === 'run') ? Object.keys(verdicts).slice(0, 1) : [];
}

/** A universe with only those programs and links that a path speaks of, or that are there before it begins. */
export function trimmed(universe: Universe, path: readonly Request[]): Universe {
  const named = namesIn(path);
  const foreignLinks = Object.entries(universe.foreignLinks).filter(([link]) => named.has(link));
  const kept = new Set([
    ...named,
    ...Object.values(universe.prefill).flat(),
    ...foreignLinks.map(([, prog]) => prog),
    ...filteringIn(universe),
    ...sending(universe, path),
  ]);
  return {
    ...universe,
    programs: Object.fromEntries(Object.entries(universe.programs).filter(([name]) => kept.has(name))),
    links: universe.links.filter((link) => named.has(link)),
    sockets: universe.sockets.filter((socket) => named.has(socket)),
    foreignLinks: Object.fromEntries(foreignLinks),
    traits: Object.fromEntries(Object.entries(universe.traits).filter(([name]) => kept.has(name))),
    redirects: Object.fromEntries(Object.entries(universe.redirects).filter(([name]) => kept.has(name))),
    verdicts: Object.fromEntries(Object.entries(universe.verdicts).filter(([name]) => kept.has(name))),
  };
}
