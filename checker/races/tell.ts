import { RACE_PROPERTIES } from '../../spec/families/slots/properties/races.ts';
import type { Race } from '../../spec/families/slots/races/race.ts';
import { blank, endOf, type RaceState } from '../../spec/families/slots/races/state.ts';
import { type Choice, type Event, prepared, take } from '../../spec/families/slots/races/take.ts';
import type { Trace } from '../../traces/format.ts';
import { traceOf, trimmed } from '../decide/counterexample.ts';

/** What happens when agents act in a given order: what they had done before, and then one thing after another. */
export interface Tale {
  readonly before: readonly Event[];
  readonly events: readonly Event[];
  readonly end: RaceState;
}

/** Lets agents act in an order. */
export function tell(race: Race, path: readonly Choice[]): Tale {
  const start = prepared(race, blank(race));
  const events: Event[] = [];
  let state = start.state;
  for (const choice of path) {
    const taken = take(race, state, choice);
    events.push(taken.event);
    state = taken.state;
  }
  return { before: start.events, events, end: state };
}

/** The properties that a whole interleaving breaks. */
export function brokenBy(race: Race, path: readonly Choice[]): readonly string[] {
  const { events, end } = tell(race, path);
  const facts = [...events.map(({ fact }) => fact), endOf(race, end)];
  return RACE_PROPERTIES.filter(({ holds }) => !facts.every((fact) => holds(fact))).map(({ id }) => id);
}

/** An interleaving that breaks a property as an ordinary trace: the requests in their order, whoever makes them. */
export function raceTrace(race: Race, property: string, path: readonly Choice[]): Trace {
  const { before, events } = tell(race, path);
  const made = [...before, ...events].filter(({ fact }) => fact.request !== undefined);
  const requests = made.map(({ fact }) => fact.request!);
  const { sentence } = RACE_PROPERTIES.find(({ id }) => id === property)!;
  const { name } = race.scenario;
  return traceOf(race.semantics, trimmed(race.universe, requests), requests, {
    title: `${name} breaks ${property}: ${sentence}`,
    origin: { kind: 'race', note: `Made by, in this order: ${made.map(({ agent }) => agent).join(', ')}.` },
  });
}
