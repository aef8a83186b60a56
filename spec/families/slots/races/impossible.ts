import { ImpossibleStep } from '../../../race.ts';
import type { Done } from './ask.ts';
import type { SlotsRace } from './race.ts';
import type { ScenarioAgent } from './scenario.ts';

const STEPS = { setup: 'setup step', steps: 'step' } as const;

/** Where a step of an agent is. */
export const placeOf = ({ name }: ScenarioAgent, list: keyof typeof STEPS, index: number) =>
  `agent ${name}, ${STEPS[list]} ${index + 1}`;

/** The error for a step of an agent that lacks what it needs, or that fails in the setup. */
export function impossible(
  race: SlotsRace,
  agent: number,
  list: keyof typeof STEPS,
  index: number,
  { lacks, outcome }: Done,
): ImpossibleStep {
  const acting = race.agents[agent]!;
  const under = `under ${race.semantics.name}`;
  if (lacks === undefined)
    return new ImpossibleStep(
      race.scenario,
      `${placeOf(acting, list, index)}, do: expected a setup step that succeeds ${under}, found ${outcome}`,
    );
  const remedy = `or "expects": "${outcome}" in this step`;
  const place = `${placeOf(acting, list, index)}, link`;
  const some = list === 'steps' ? ', in some interleaving' : '';
  return new ImpossibleStep(race.scenario, `${place}: expected ${lacks}, ${remedy}, found ${outcome} ${under}${some}`);
}

/** The error for a step that expects an error which no interleaving gives. */
export function neverFails(race: SlotsRace, agent: number, index: number, expected: string): ImpossibleStep {
  const place = `${placeOf(race.agents[agent]!, 'steps', index)}, expects`;
  return new ImpossibleStep(
    race.scenario,
    `${place}: expected an interleaving under ${race.semantics.name} in which the step fails with ${expected}, found none`,
  );
}

/** The error for a setup step that succeeds and expects an error. */
export function succeeds(race: SlotsRace, agent: number, index: number, expected: string): ImpossibleStep {
  const place = `${placeOf(race.agents[agent]!, 'setup', index)}, expects`;
  return new ImpossibleStep(
    race.scenario,
    `${place}: expected a step that fails with ${expected} under ${race.semantics.name}, found ok`,
  );
}
