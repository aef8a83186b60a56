import { type Choice, DoesNotApply, type Reaction } from '../../../race.ts';
import type { Move, Placement } from '../properties/race-facts.ts';
import type { Errno, Observation } from '../vocabulary/index.ts';
import type { Done } from './ask.ts';
import { pinned } from './fds.ts';
import { impossible, placeOf, succeeds } from './impossible.ts';
import { crashed, perform } from './perform.ts';
import { partyOf, type SlotsRace } from './race.ts';
import { type AgentState, goneFrom, listsOf, type RaceState, remembering, waits, withAgent } from './state.ts';
import type { ScenarioStep, StepOf } from './step.ts';

/** One thing that happened. */
export interface Event {
  readonly agent: string;
  /** The step; `crash` also for the closing of each fd after one. */
  readonly step: ScenarioStep;
  /** The link or program that a step without request is about. */
  readonly about: string | undefined;
  /** The fd or pin that it needed and the agent did not have. */
  readonly lacks: string | undefined;
  readonly fact: Move;
  /** What a query told. */
  readonly view: Observation | undefined;
  readonly expected: number | undefined;
  readonly reaction: Reaction;
}

export interface Taken {
  readonly state: RaceState;
  readonly event: Event;
}

/** Everything that can happen next. */
export function choices(race: SlotsRace, state: RaceState): readonly Choice[] {
  const { agents } = race;
  return agents.flatMap(({ crashes }, agent) => {
    const { status } = state.agents[agent]!;
    if (status === 'closing') return [{ agent, crash: false }];
    if (status !== 'running') return [];
    if (waits(race, state, agent)) return [];
    const next = { agent, crash: false };
    return crashes === undefined ? [next] : [next, { agent, crash: true }];
  });
}

const CRASH: StepOf<'crash'> = { do: 'crash' };

/** Does a step; a DoesNotApply that says where it is, where the semantics has no words for it. */
function act(race: SlotsRace, state: RaceState, agent: number, step: ScenarioStep, place: () => string): Done {
  try {
    return step.do === 'crash' ? crashed(race, state, agent) : perform(race, state, agent, step);
  } catch (error) {
    throw error instanceof DoesNotApply ? new DoesNotApply(`${place()}: ${error.message}`) : error;
  }
}

/** Lets one thing happen. */
export function take(race: SlotsRace, state: RaceState, { agent, crash }: Choice): Taken {
  const { status, next } = state.agents[agent]!;
  const step = crash || status === 'closing' ? CRASH : race.agents[agent]!.steps[next]!;
  const done = act(race, state, agent, step, () => placeOf(race.agents[agent]!, 'steps', next));
  if (isImpossible(step, done)) throw impossible(race, agent, 'steps', next, done);
  const moved = remembering(race, done.state);
  const { changes, reaction } = react(race, moved, agent, step, done);
  const after = withAgent(moved, agent, changes);
  return { state: after, event: eventOf(race, state, after, agent, step, done, reaction) };
}

/** Whether a step needs an fd or a pin that is not there, and the scenario does not say so. */
const isImpossible = (step: ScenarioStep, { lacks, outcome }: Done) =>
  lacks !== undefined &&
  !('expects' in step && step.expects === outcome) &&
  !('retry' in step && step.retry?.on.includes(outcome as Errno));

/** Lets every agent do what it has done before the race; an ImpossibleStep where that fails, or does not as it must. */
export function prepared(
  race: SlotsRace,
  state: RaceState,
): { readonly state: RaceState; readonly events: readonly Event[] } {
  const events: Event[] = [];
  let now = state;
  race.agents.forEach(({ setup }, agent) => {
    setup.forEach((step, index) => {
      do {
        const done = act(race, now, agent, step, () => placeOf(race.agents[agent]!, 'setup', index));
        const asSaid = done.lacks !== undefined && !isImpossible(step, done);
        if (done.outcome !== 'ok' && step.do !== 'query' && !asSaid)
          throw impossible(race, agent, 'setup', index, done);
        if ('expects' in step && step.expects !== undefined && done.outcome !== step.expects)
          throw succeeds(race, agent, index, step.expects);
        const after = remembering(race, done.state);
        events.push(eventOf(race, now, after, agent, step, done, 'goes on'));
        now = after;
        // A crash closes the fds of links, one after another.
      } while (now.agents[agent]!.status === 'closing');
    });
  });
  return { state: now, events };
}

function eventOf(
  race: SlotsRace,
  before: RaceState,
  after: RaceState,
  agent: number,
  step: ScenarioStep,
  done: Done,
  reaction: Reaction,
): Event {
  const { name, programs } = race.agents[agent]!;
  const { phrased } = done;
  const status = after.agents[agent]!.status;
  const fact: Move = {
    is: 'move',
    agent: name,
    party: partyOf(race.agents[agent]!),
    belongings: race.belongings,
    request: done.request,
    outcome: done.outcome,
    seen: phrased === undefined ? undefined : before.agents[agent]!.seen[phrased.hook],
    expecting: phrased?.expected !== undefined,
    meant: phrased?.meant,
    placed: done.placed,
    denied: done.denied,
    again: reaction === 'tries again',
    pinned: pinned(before),
    crash: status === 'closing' || status === 'crashed' ? status : 'none',
    programs: Object.keys(programs),
    before: listsOf(before),
    after: listsOf(after),
    gone: goneFrom(race, before),
  };
  return {
    agent: name,
    step,
    about: done.about,
    lacks: done.lacks,
    fact,
    view: done.view,
    expected: phrased?.expected,
    reaction,
  };
}

/** What an agent does about the answer it got. */
function react(
  race: SlotsRace,
  state: RaceState,
  agent: number,
  step: ScenarioStep,
  { outcome, phrased }: Done,
): { readonly changes: Partial<AgentState>; readonly reaction: Reaction } {
  const { steps } = race.agents[agent]!;
  const { next, retried, status, placements: all } = state.agents[agent]!;
  if (step.do === 'crash') return { changes: {}, reaction: status === 'crashed' ? 'has crashed' : 'goes on' };
  const onwards = { next: next + 1, status: next + 1 === steps.length ? 'done' : 'running' } as const;
  if (outcome === 'ok' || step.do === 'query') return { changes: onwards, reaction: 'goes on' };
  const times = retried[next] ?? 0;
  if (step.retry?.on.includes(outcome as Errno) && times < step.retry.times) {
    const back = steps.slice(0, next).findLastIndex((each) => each.do === 'query');
    return { changes: { next: back, retried: { ...retried, [next]: times + 1 } }, reaction: 'tries again' };
  }
  // Of what it meant to change it has been told that it is not as it was: it counts on it no longer.
  const isMeant = ({ hook, prog, link }: Placement) =>
    prog === phrased?.meant && (step.do === 'link update' ? link === step.link : hook === phrased.hook);
  const placements = all.filter((each) => !isMeant(each));
  if (step.refused === 'go on') return { changes: { ...onwards, placements }, reaction: 'goes on' };
  return { changes: { status: 'told', told: outcome, placements }, reaction: 'gives up' };
}
