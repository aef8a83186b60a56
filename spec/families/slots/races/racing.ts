import type { Profile } from '../../../profile.ts';
import type { Race, Racing } from '../../../race.ts';
import type { RaceFact } from '../properties/race-facts.ts';
import { RACE_PROPERTIES, SEES_PACKETS } from '../properties/races.ts';
import type { HookKind } from '../vocabulary/index.ts';
import { neverFails } from './impossible.ts';
import { packetsAt, sending } from './packets.ts';
import { expectedToBreak, isPlayedAt, type SlotsRace, slotsRace } from './race.ts';
import { Scenario } from './scenario.ts';
import { blank, endOf, keyOf, listsOf, type RaceState } from './state.ts';
import { choices, type Event, prepared, take } from './take.ts';
import { told } from './words.ts';

/** Throws an ImpossibleStep where a step expects an error that no interleaving gives. */
function conclude(race: SlotsRace, lacked: ReadonlySet<object>): void {
  race.agents.forEach(({ steps }, agent) => {
    steps.forEach((step, index) => {
      if ('expects' in step && step.expects !== undefined && !lacked.has(step))
        throw neverFails(race, agent, index, step.expects);
    });
  });
}

/** A scenario of agents at hooks with slots; a DoesNotApply where it is not for the hook of a semantics. */
function race(scenario: Scenario, semantics: Profile): Race {
  const own = slotsRace(scenario, semantics);
  const { kind, universe, agents } = own;
  return {
    scenario,
    semantics,
    kind,
    universe,
    agents,
    properties: RACE_PROPERTIES as Race['properties'],
    breaks: expectedToBreak(scenario, semantics),
    begin: () => blank(own),
    prepare: (state) => prepared(own, state as RaceState),
    choices: (state) => choices(own, state as RaceState),
    take: (state, choice) => take(own, state as RaceState, choice),
    key: (state) => keyOf(state as RaceState),
    end: (state): RaceFact => endOf(own, state as RaceState, packetsAt(own, state as RaceState)),
    showing: (property) => (property === SEES_PACKETS.id ? sending(own) : []),
    lists: (state) => listsOf(state as RaceState),
    tell: (event) => told(own, event as Event),
    conclude: (lacked) => conclude(own, lacked),
  };
}

/** How agents with pins, fds and crashes race at hooks with slots. */
export const RACING: Racing = {
  schema: Scenario,
  properties: RACE_PROPERTIES as Racing['properties'],
  profiles: ({ hooks, profiles }: Scenario) => profiles ?? hooks,
  named: (scenario: Scenario) => {
    const { profiles = [], breaks } = scenario;
    const fits = ({ uapi }: Profile) => isPlayedAt(scenario, uapi.hook as HookKind);
    return [
      ...profiles.map((name) => ({ field: 'profiles', name, fits })),
      ...Object.keys(breaks).map((name) => ({ field: 'breaks', name, fits })),
    ];
  },
  race,
};
