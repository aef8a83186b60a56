import type { Profile } from '../../spec/profile.ts';
import type { Request, Universe } from '../../spec/semantics.ts';
import { SpecMachine } from '../../spec/spec-machine.ts';
import type { Machine } from '../../spec/vocabulary/machine.ts';
import { atOnce } from '../search/run.ts';
import { groupOf } from './cross-check.ts';

/** Whether a machine leaves the spec with the last of some requests, and with none before. */
export function deviates(...tried: Parameters<typeof trying>): boolean {
  return atOnce(trying(...tried)) !== undefined;
}

/** How it does that, as `groupOf` calls it; each value is how many requests there are. */
function* trying(
  semantics: Profile,
  machine: Machine,
  universe: Universe,
  requests: readonly Request[],
): Generator<number, string | undefined, boolean | undefined> {
  const { same, hooks } = semantics.family;
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  machine.reset(universe);
  for (const [index, request] of requests.entries()) {
    if (yield requests.length) return undefined;
    try {
      const expected = spec.apply(request);
      const found = machine.apply(request);
      const agrees =
        expected.outcome === found.outcome &&
        same(expected.view, found.view) &&
        hooks(universe).every((hook) => same(spec.observe(hook), machine.observe(hook)));
      if (agrees) continue;
      return index === requests.length - 1 ? groupOf({ rule: spec.decidedBy!, expected, found }) : undefined;
    } catch {
      return undefined; // a request that makes no sense without the ones that were left out
    }
  }
  return undefined;
}

/**
 * The fewest requests that still make a machine leave the spec, found by leaving out one after another: first from the short
 * path, or where that is not enough from everything that was asked. `undefined` where it does not happen again. Each value is
 * how many requests are tried; a caller that answers `true` gets the fewest found by then. It leaves the spec in the same way all along: `group`, or
 * where none is given as it does at first.
 */
export function* minimising(
  semantics: Profile,
  machine: Machine,
  universe: Universe,
  path: readonly Request[],
  history: readonly Request[],
  group?: string,
): Generator<number, readonly Request[] | undefined, boolean | undefined> {
  let kept = path;
  let way = yield* trying(semantics, machine, universe, path);
  const isWanted = () => way !== undefined && (group === undefined || way === group);
  if (!isWanted()) {
    kept = history;
    way = yield* trying(semantics, machine, universe, history);
    if (!isWanted()) return undefined;
  }
  for (let at = kept.length - 2; at >= 0; at -= 1) {
    const shorter: readonly Request[] = kept.toSpliced(at, 1);
    if ((yield* trying(semantics, machine, universe, shorter)) === way) kept = shorter;
    if (yield kept.length) break;
  }
  return kept;
}

/** The same without a pause. */
export function minimise(...what: Parameters<typeof minimising>): readonly Request[] | undefined {
  return atOnce(minimising(...what));
}
