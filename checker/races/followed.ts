import type { Choice, Race } from '../../spec/race.ts';
import type { PropertyVerdict } from './report-format.ts';

/** The steps of an interleaving, as a report has them. */
export type RaceSteps = NonNullable<PropertyVerdict['finding']>['steps'];

const asText = (value: unknown) => JSON.stringify(value);

/** The choices that lead to the steps of a report; nothing where the race does not come to them. */
export function pathTo(race: Race, steps: RaceSteps): readonly Choice[] | undefined {
  const { observation } = race.semantics.family.words;
  let { state } = race.prepare(race.begin());
  const path: Choice[] = [];
  for (const step of steps) {
    const found = race
      .choices(state)
      .map((choice) => ({ choice, taken: race.take(state, choice) }))
      .find(({ taken: { event } }) => {
        const { agent, step: done, fact, reaction } = event;
        const lists = Object.fromEntries(Object.entries(fact.after).map(([hook, seen]) => [hook, observation(seen)]));
        return (
          agent === step.agent &&
          done.do === step.step &&
          reaction === step.reaction &&
          fact.outcome === step.outcome &&
          asText(lists) === asText(step.lists)
        );
      });
    if (found === undefined) return undefined;
    path.push(found.choice);
    state = found.taken.state;
  }
  return path;
}
