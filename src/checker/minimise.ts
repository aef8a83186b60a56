import type { Profile } from '../spec/profile.ts';
import { SpecMachine } from '../spec/spec-machine.ts';
import type { Machine, Request, Universe } from '../spec/vocabulary/index.ts';
import { sameObservation } from './world.ts';

/** Whether a machine leaves the spec with the last of some requests, and with none before. */
export function deviates(
  semantics: Profile,
  machine: Machine,
  universe: Universe,
  requests: readonly Request[],
): boolean {
  const spec = new SpecMachine(semantics);
  spec.reset(universe);
  machine.reset(universe);
  for (const [index, request] of requests.entries()) {
    try {
      const expected = spec.apply(request);
      const found = machine.apply(request);
      const same =
        expected.outcome === found.outcome &&
        sameObservation(expected.view, found.view) &&
        Object.keys(universe.hooks).every((hook) => sameObservation(spec.observe(hook), machine.observe(hook)));
      if (!same) return index === requests.length - 1;
    } catch {
      return false; // a request that makes no sense without the ones that were left out
    }
  }
  return false;
}

/**
 * The fewest requests that still make a machine leave the spec, found by leaving out one after another: first from the short
 * path, or where that is not enough from everything that was asked. `undefined` where it does not happen again.
 */
export function minimise(
  semantics: Profile,
  machine: Machine,
  universe: Universe,
  path: readonly Request[],
  history: readonly Request[],
): readonly Request[] | undefined {
  const start = [path, history].find((requests) => deviates(semantics, machine, universe, requests));
  if (start === undefined) return undefined;
  let kept = start;
  for (let at = kept.length - 2; at >= 0; at -= 1) {
    const shorter = kept.toSpliced(at, 1);
    if (deviates(semantics, machine, universe, shorter)) kept = shorter;
  }
  return kept;
}
