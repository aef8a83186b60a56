import type { Ending } from '../search/discovery.ts';
import { explore } from '../search/explore.ts';
import { asPart } from '../search/run.ts';
import type { Actor, Machine } from './machine.ts';
import { Paths } from './paths.ts';
import { PROPERTIES, type PropertyId } from './properties.ts';
import { interleavingsOf } from './space.ts';
import type { Breach, VariantOptions, VariantProgress } from './verdict.ts';
import { WITNESSES } from './witnesses.ts';

/** What the search through one scenario found. */
export interface ScenarioResults {
  readonly ending: Ending<Actor, never>;
  readonly states: number;
  /** Steps to the state furthest from the first. */
  readonly depth: number;
  readonly transitions: number;
  /** 0 where they were not counted. */
  readonly interleavings: bigint;
  readonly breaches: readonly Breach[];
  readonly witnesses: readonly string[];
}

/**
 * Goes through all interleavings of a scenario, noting the first breach of each property. The search is breadth first,
 * so that one is a shortest.
 */
export function* searchScenario(
  machine: Machine,
  { limits = {}, symmetry = true, count = true }: VariantOptions,
  progress: (states: number) => VariantProgress,
): Generator<VariantProgress, ScenarioResults, boolean | undefined> {
  const unbroken = new Set(PROPERTIES);
  const unseen = new Set(WITNESSES);
  const broken: { property: PropertyId; what: string; from: number; actor: Actor }[] = [];
  const paths = new Paths();
  let transitions = 0;
  const space = interleavingsOf(
    machine,
    {
      look: (moment, from) => {
        for (const property of unbroken) {
          const what = property.broken(moment);
          if (what === undefined) continue;
          unbroken.delete(property);
          broken.push({ property: property.id, what, from, actor: moment.actor });
        }
        for (const witness of unseen) if (witness.seen(moment)) unseen.delete(witness);
      },
      edge: (from, to) => {
        transitions += 1;
        if (count && to !== undefined) paths.edge(from, to);
      },
    },
    symmetry,
  );
  const explored = yield* asPart(explore(space, limits), ({ states }) => progress(states));
  const { ending, states, depth } = explored;
  return {
    ending,
    states,
    depth,
    transitions,
    interleavings: count && ending.is === 'complete' ? paths.count() : 0n,
    breaches: broken.map(({ property, what, from, actor }) => ({
      property,
      what,
      machine,
      path: [...explored.pathTo(from), actor],
    })),
    witnesses: WITNESSES.filter((witness) => !unseen.has(witness)).map(({ id }) => id),
  };
}
