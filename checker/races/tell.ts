import type { Choice, Race, RaceEvent, RaceState } from '../../spec/race.ts';
import { madeBy } from '../../traces/agents.ts';
import type { Trace } from '../../traces/format.ts';
import { traceOf } from '../decide/counterexample.ts';

/** What happens when agents act in a given order: what they had done before, and then one thing after another. */
export interface Tale {
  readonly before: readonly RaceEvent[];
  readonly events: readonly RaceEvent[];
  readonly end: RaceState;
}

/** Lets agents act in an order. */
export function tell(race: Race, path: readonly Choice[]): Tale {
  const start = race.prepare(race.begin());
  const events: RaceEvent[] = [];
  let state = start.state;
  for (const choice of path) {
    const taken = race.take(state, choice);
    events.push(taken.event);
    state = taken.state;
  }
  return { before: start.events, events, end: state };
}

/** The properties that a whole interleaving breaks. */
export function brokenBy(race: Race, path: readonly Choice[]): readonly string[] {
  const { events, end } = tell(race, path);
  const facts = [...events.map(({ fact }) => fact), race.end(end)];
  return race.properties.filter(({ holds }) => !facts.every((fact) => holds(fact))).map(({ id }) => id);
}

/** What breaks a property at the end of an interleaving, where the lists do not tell. */
export function becauseOf(race: Race, property: string, path: readonly Choice[]): readonly string[] {
  const { events, end } = tell(race, path);
  const { holds, because } = race.properties.find(({ id }) => id === property)!;
  const facts = [...events.map(({ fact }) => fact), ...(race.choices(end).length === 0 ? [race.end(end)] : [])];
  const broken = facts.find((fact) => !holds(fact));
  return broken === undefined ? [] : (because?.(broken) ?? []);
}

/** An interleaving that breaks a property as an ordinary trace: the requests in their order, whoever makes them. */
export function raceTrace(race: Race, property: string, path: readonly Choice[]): Trace {
  const { before, events } = tell(race, path);
  const made = [...before, ...events].filter(({ fact }) => fact.request !== undefined);
  const shown = race.showing?.(property) ?? [];
  const requests = [...made.map(({ fact }) => fact.request!), ...shown];
  const { sentence } = race.properties.find(({ id }) => id === property)!;
  const { name } = race.scenario;
  return traceOf(race.semantics, race.semantics.family.trimmed(race.universe, requests), requests, {
    title: `${name} breaks ${property}: ${sentence}`,
    origin: { kind: 'race', note: madeBy(made.map(({ agent }) => agent)) },
  });
}
