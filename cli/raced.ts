import type { RaceResults } from '../checker/races/search.ts';
import type { PropertyVerdict, RaceVerdict } from '../checker/races/verdict.ts';
import type { Race } from '../spec/race.ts';

/** A race with what was found out about it. */
export interface Raced {
  readonly race: Race;
  readonly searched: RaceResults;
  readonly verdict: RaceVerdict;
}

/** Whether a search was not finished: its interleavings are not counted. */
export const isUnfinished = ({ interleavings }: Pick<RaceVerdict, 'interleavings'>): boolean => interleavings === '0';

/** Whether nothing can be said of a property, because no interleaving put it to the test, in a search that was finished. */
export const isIdle = (verdict: RaceVerdict, { result, tested }: PropertyVerdict): boolean =>
  !isUnfinished(verdict) && result === 'inconclusive' && tested === 0;

/** The ids of these properties. */
export const notExercised = (verdict: RaceVerdict): readonly string[] =>
  verdict.properties.filter((each) => isIdle(verdict, each)).map(({ id }) => id);

/** The properties of a race that are violated, or the one of them that was asked for. */
export function brokenIn({ searched }: Raced, property: string | undefined) {
  return searched.properties.filter(({ id, example }) => example !== undefined && (property ?? id) === id);
}

/** A race with more said about the violation of a property. */
export function withFinding(raced: Raced, property: string, more: object): Raced {
  const properties = raced.verdict.properties.map((each) =>
    each.id === property && each.finding !== undefined ? { ...each, finding: { ...each.finding, ...more } } : each,
  );
  return { ...raced, verdict: { ...raced.verdict, properties } };
}
