import { join } from 'node:path';
import type { Trace } from '../../traces/format.ts';
import { profilesFor, raceOf } from './racing.ts';
import { shippedScenarios } from './read.ts';
import { searchAll } from './search.ts';
import { raceTrace } from './tell.ts';

/** Where the trace of a broken property is kept, below traces/races. */
export function recordedAt(profile: string, scenario: string, property: string): string {
  return join(profile, `${scenario}--${property}.json`);
}

/** A trace for every property that a shipped scenario breaks, by where it is kept. */
export function recordedRaces(): ReadonlyMap<string, Trace> {
  const races = shippedScenarios().flatMap((scenario) => profilesFor(scenario).map((each) => raceOf(scenario, each)));
  return new Map(
    races.flatMap((race) =>
      searchAll(race).properties.flatMap(({ id, example }) =>
        example === undefined
          ? []
          : [[recordedAt(race.semantics.name, race.scenario.name, id), raceTrace(race, id, example)] as const],
      ),
    ),
  );
}
