import { initialState } from '../initial-state.ts';
import type { Absence, End, Placement } from '../properties/race-facts.ts';
import { versionsIn } from '../properties/races.ts';
import { type Keeping, look, type State } from '../state.ts';
import type { HookName, LinkName, Observation, Outcome } from '../vocabulary/index.ts';
import type { SlotsRace } from './race.ts';

/** How far an agent is. `told`: it was refused and gave up. `closing`: it crashed, and its fds are being closed. */
export type Status = 'running' | 'done' | 'told' | 'closing' | 'crashed';

/** An agent at one time: where it is in its program, and all that it remembers. */
export interface AgentState {
  /** The index of its next step. */
  readonly next: number;
  readonly status: Status;
  /** The error it gave up on, or ok. */
  readonly told: Outcome;
  /** What it last saw of each hook. */
  readonly seen: Readonly<Record<HookName, Observation>>;
  /** How often it went back from each step. */
  readonly retried: Readonly<Record<number, number>>;
  readonly placements: readonly Placement[];
  /** The links whose fds are still to be closed after a crash. */
  readonly closing: readonly LinkName[];
}

/** Everything at one time: the hooks, the agents, who holds each link (agents, and a pin) and has taken each program, what was ever attached. */
export interface RaceState {
  readonly spec: State;
  readonly agents: readonly AgentState[];
  readonly holders: Readonly<Record<LinkName, readonly string[]>>;
  readonly ever: readonly Absence[];
}

const FRESH: AgentState = {
  next: 0,
  status: 'running',
  told: 'ok',
  seen: {},
  retried: {},
  placements: [],
  closing: [],
};

/** Before anybody has done anything. */
export function blank({ universe, semantics, agents }: SlotsRace): RaceState {
  return {
    spec: initialState(universe, semantics.keeping as Keeping),
    agents: agents.map(({ steps }) => (steps.length === 0 ? { ...FRESH, status: 'done' } : FRESH)),
    holders: {},
    ever: [],
  };
}

/** Whether an agent waits for another one to end before it starts. */
export function waits({ agents }: SlotsRace, state: RaceState, agent: number): boolean {
  const { starts } = agents[agent]!;
  const first = agents.findIndex(({ name }) => name === starts?.after);
  return first !== -1 && ['running', 'closing'].includes(state.agents[first]!.status);
}

/** What the hooks show, links included. */
export function listsOf({ spec }: RaceState): Readonly<Record<HookName, Observation>> {
  return Object.fromEntries(Object.keys(spec.universe.hooks).map((hook) => [hook, look(spec, hook)]));
}

/** What is attached, by what it is a version of. */
export function attached({ belongings }: SlotsRace, state: RaceState): readonly Absence[] {
  const lists = listsOf(state);
  return Object.keys(lists).flatMap((hook) =>
    versionsIn(lists, belongings, hook).map((version) => ({ hook, version })),
  );
}

const includes = (all: readonly Absence[], { hook, version }: Absence) =>
  all.some((each) => each.hook === hook && each.version === version);

/** What was attached at some time and is not any more. */
export function goneFrom(race: SlotsRace, state: RaceState): readonly Absence[] {
  const here = attached(race, state);
  return state.ever.filter((each) => !includes(here, each));
}

/** The same state, with what is attached in it noted. */
export function remembering(race: SlotsRace, state: RaceState): RaceState {
  const fresh = attached(race, state).filter((each) => !includes(state.ever, each));
  return fresh.length === 0 ? state : { ...state, ever: [...state.ever, ...fresh] };
}

/** The state as text: equal keys have equal futures, and are equal in all that properties speak of. */
export function keyOf({ spec, agents, holders, ever }: RaceState): string {
  const seen = ever.map(({ hook, version }) => `${hook} ${version}`).toSorted();
  const targets = [[...spec.gone].toSorted(), spec.qdiscs, [...spec.unfiltered].toSorted(), spec.sockets, spec.dying];
  return JSON.stringify([spec.hooks, spec.links, targets, holders, agents, seen]);
}

/** A state in which one agent is another. */
export function withAgent(state: RaceState, index: number, changes: Partial<AgentState>): RaceState {
  return { ...state, agents: state.agents.with(index, { ...state.agents[index]!, ...changes }) };
}

/** How things stand in a state where nobody has anything left to do; `packets` is what becomes of one at each hook. */
export function endOf({ agents, belongings, universe }: SlotsRace, state: RaceState, packets: End['packets']): End {
  return {
    is: 'end',
    belongings,
    lists: listsOf(state),
    universe,
    packets,
    agents: agents.map(({ name, steps, sees, filters }, index) => {
      const { placements, told } = state.agents[index]!;
      const retries = steps.some((step) => 'retry' in step && step.retry?.on.includes('ESTALE'));
      const has = (prog: string) => [...placements, ...filters].some((each) => each.prog === prog);
      return { agent: name, placements, sees: told === 'ok' ? sees.filter(has) : [], told, retries };
    }),
  };
}
