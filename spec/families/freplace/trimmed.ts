import type { Request, Universe } from './vocabulary/index.ts';

const only = <T>(table: Readonly<Record<string, T>>, named: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(table).filter(([name]) => named.has(name)));

/** A universe with only those objects that requests speak of, and one target at least: the one that a prog_array is for. */
export function trimmed(universe: Universe, requests: readonly Request[]): Universe {
  const words = requests.flatMap((request) => Object.values(request).flatMap((value) => String(value).split('.')[0]!));
  const named = new Set(words);
  const ops = new Set(requests.map(({ op }) => op));
  const array = universe.array && (ops.has('array_put') || ops.has('array_delete'));
  const [first] = Object.keys(universe.targets);
  const targets = only(universe.targets, named);
  const isFirstNeeded = array || Object.keys(targets).length === 0;
  return {
    ...universe,
    targets: isFirstNeeded ? only(universe.targets, new Set([...named, first!])) : targets,
    exts: only(universe.exts, named),
    tracers: universe.tracers.filter((name) => named.has(name)),
    links: universe.links.filter((name) => named.has(name)),
    array,
    device: universe.device && ops.has('device_set'),
  };
}
