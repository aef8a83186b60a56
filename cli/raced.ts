import type { RaceResults } from '../checker/races/search.ts';
import type { RaceVerdict } from '../checker/races/verdict.ts';
import type { Race } from '../spec/race.ts';

/** A race with what was found out about it. */
export interface Raced {
  readonly race: Race;
  readonly searched: RaceResults;
  readonly verdict: RaceVerdict;
}

/** The ids of properties of which nothing can be said, because no interleaving put them to the test. */
export const notExercised = ({ properties }: RaceVerdict): readonly string[] =>
  properties.filter(({ verdict }) => verdict === 'not exercised').map(({ id }) => id);

/** The properties of a race that are broken, or the one of them that was asked for. */
export function brokenIn({ searched }: Raced, property: string | undefined) {
  return searched.properties.filter(({ id, example }) => example !== undefined && (property ?? id) === id);
}

/** A race with more said about the example of a property. */
export function withExample(raced: Raced, property: string, more: object): Raced {
  const properties = raced.verdict.properties.map((each) =>
    each.id === property && each.example !== undefined ? { ...each, example: { ...each.example, ...more } } : each,
  );
  return { ...raced, verdict: { ...raced.verdict, properties } };
}
