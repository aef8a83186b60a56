import { dialectOf, unsaid } from '../spec/dialect.ts';
import type { Move, Placement } from '../spec/properties/races.ts';
import { progOfLink, statusOf } from '../spec/state.ts';
import { step as specStep } from '../spec/step.ts';
import { type Observation, type Outcome, type Request, request } from '../spec/vocabulary/index.ts';
import { NOT_SEEN, type Phrased, phrase } from './phrase.ts';
import { partyOf, type Race } from './race.ts';
import type { ScenarioStep, StepOf } from './scenario.ts';
import { type AgentState, goneFrom, listsOf, type RaceState, remembering, withAgent } from './state.ts';

/** What happens next: an agent takes its next step, or crashes instead. */
export interface Choice {
  readonly agent: number;
  readonly crash: boolean;
}

/** What an agent does about an answer. */
export type Reaction = 'goes on' | 'tries again' | 'gives up' | 'has crashed';

/** One thing that happened. */
export interface Event {
  readonly agent: string;
  /** The step; `crash` also for the closing of each fd after one. */
  readonly step: ScenarioStep;
  /** What a step without request is about. */
  readonly link: string | undefined;
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

/** A step's effect on everything but the agent's place in its program. */
interface Done {
  readonly state: RaceState;
  readonly outcome: Outcome;
  readonly request?: Request;
  readonly link?: string;
  readonly phrased?: Phrased;
  readonly placed?: Placement;
  readonly view?: Observation;
}

/** Everything that can happen next. */
export function choices({ agents }: Race, state: RaceState): readonly Choice[] {
  return agents.flatMap(({ starts, crashes }, agent) => {
    const { status } = state.agents[agent]!;
    if (status === 'closing') return [{ agent, crash: false }];
    if (status !== 'running') return [];
    const first = agents.findIndex(({ name }) => name === starts?.after);
    if (first !== -1 && ['running', 'closing'].includes(state.agents[first]!.status)) return [];
    const next = { agent, crash: false };
    return crashes === undefined ? [next] : [next, { agent, crash: true }];
  });
}

const CRASH: StepOf<'crash'> = { do: 'crash' };

/** Lets one thing happen. */
export function take(race: Race, state: RaceState, { agent, crash }: Choice): Taken {
  const { status, next } = state.agents[agent]!;
  const step = crash || status === 'closing' ? CRASH : race.agents[agent]!.steps[next]!;
  const done = step.do === 'crash' ? crashed(race, state, agent) : perform(race, state, agent, step);
  const moved = remembering(race, done.state);
  const { changes, reaction } = react(race, moved, agent, step, done);
  const after = withAgent(moved, agent, changes);
  return { state: after, event: eventOf(race, state, after, agent, step, done, reaction) };
}

/** Lets every agent do what it has done before the race; a RangeError where that is refused. */
export function prepared(
  race: Race,
  state: RaceState,
): { readonly state: RaceState; readonly events: readonly Event[] } {
  const events: Event[] = [];
  let now = state;
  race.agents.forEach(({ name, setup }, agent) => {
    setup.forEach((step, index) => {
      const done = step.do === 'crash' ? crashed(race, now, agent) : perform(race, now, agent, step);
      if (done.outcome !== 'ok' && step.do !== 'query')
        throw new RangeError(
          `${race.scenario.name} under ${race.semantics.name}: step ${index + 1} of the setup of ${name} fails with ${done.outcome}`,
        );
      const after = remembering(race, done.state);
      events.push(eventOf(race, now, after, agent, step, done, 'goes on'));
      now = after;
    });
  });
  return { state: now, events };
}

function eventOf(
  race: Race,
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
    crash: status === 'closing' || status === 'crashed' ? status : 'none',
    programs: Object.keys(programs),
    before: listsOf(before),
    after: listsOf(after),
    gone: goneFrom(race, before),
  };
  return { agent: name, step, link: done.link, fact, view: done.view, expected: phrased?.expected, reaction };
}

/** What an agent does about the answer it got. */
function react(
  race: Race,
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
  if (step.retry?.on.includes(outcome) && times < step.retry.times) {
    const back = steps.slice(0, next).findLastIndex((each) => each.do === 'query');
    return { changes: { next: back, retried: { ...retried, [next]: times + 1 } }, reaction: 'tries again' };
  }
  // Of what it meant to change it has been told that it is not as it was: it counts on it no longer.
  const placements = all.filter(({ prog }) => prog !== phrased?.meant);
  if (step.refused === 'go on') return { changes: { ...onwards, placements }, reaction: 'goes on' };
  return { changes: { status: 'told', told: outcome, placements }, reaction: 'gives up' };
}

/** A request in the words of the semantics; a RangeError where it has none for it. */
function worded({ scenario, semantics, kind }: Race, made: Request): Request {
  const { name, uapi } = semantics;
  const said = kind === 'tcx' ? dialectOf(uapi).phrase(made) : made;
  const lacking = said === undefined ? ['words for it'] : unsaid(uapi, said);
  if (said !== undefined && lacking.length === 0) return said;
  throw new RangeError(`${scenario.name} cannot be told under ${name}: it has no ${lacking.join(', ')}`);
}

/** Takes a request by the rules. */
function asked(race: Race, state: RaceState, made: Request) {
  const { rule, after, view } = specStep(race.semantics, state.spec, made);
  return { state: { ...state, spec: after }, outcome: rule.then.outcome, view };
}

function perform(race: Race, state: RaceState, agent: number, step: Exclude<ScenarioStep, StepOf<'crash'>>): Done {
  const { name } = race.agents[agent]!;
  switch (step.do) {
    case 'pin':
    case 'open':
    case 'unpin':
    case 'close':
      return held(race, state, agent, step);
    case 'link update':
    case 'link detach':
      if (!holds(state, step.link, name)) return { state, outcome: 'EBADF', link: step.link };
      return made(race, state, agent, step);
    default:
      return made(race, state, agent, step);
  }
}

const PIN = 'pin';
const holds = (state: RaceState, link: string, who: string) => state.holders[link]?.includes(who) ?? false;

/** A link gets another holder, or one fewer; with the last one it is closed. */
function released(race: Race, state: RaceState, link: string, who: string): Done {
  const left = (state.holders[link] ?? []).filter((holder) => holder !== who);
  const after = { ...state, holders: { ...state.holders, [link]: left } };
  if (left.length > 0) return { state: after, outcome: 'ok', link };
  const close = request({ op: 'link_close', link });
  return { ...asked(race, after, close), request: close, link };
}

function acquired(state: RaceState, link: string, who: string): Done {
  const holders = { ...state.holders, [link]: [...(state.holders[link] ?? []), who] };
  return { state: { ...state, holders }, outcome: 'ok', link };
}

/** Pins and fds of links: nothing of them is a request until the last one goes. */
function held(race: Race, state: RaceState, agent: number, step: StepOf<'pin' | 'open' | 'unpin' | 'close'>): Done {
  const { name } = race.agents[agent]!;
  const { link } = step;
  const [needs, missing] = {
    pin: [name, 'EBADF'],
    open: [PIN, 'ENOENT'],
    unpin: [PIN, 'ENOENT'],
    close: [name, 'EBADF'],
  }[step.do] as [string, Outcome];
  if (!holds(state, link, needs)) return { state, outcome: missing, link };
  if (step.do === 'pin') return acquired(state, link, PIN);
  if (step.do === 'open') return acquired(state, link, name);
  return withdrawn(released(race, state, link, needs), agent, progOfLink(state.spec, link));
}

/** What an agent takes away itself it does not want there any more. */
function withdrawn(done: Done, agent: number, prog: string | undefined): Done {
  const placements = done.state.agents[agent]!.placements.filter((placement) => placement.prog !== prog);
  return done.request === undefined ? done : { ...done, state: withAgent(done.state, agent, { placements }) };
}

function made(race: Race, state: RaceState, agent: number, step: Parameters<typeof phrase>[1]): Done {
  const mine = state.agents[agent]!;
  const phrased = phrase(race, step, mine, (hook) => state.spec.hooks[hook]!.revision);
  if (phrased === NOT_SEEN) return { state, outcome: 'ENOENT' };
  const said = worded(race, phrased.request);
  const { state: after, outcome, view } = asked(race, state, said);
  const done = { state: after, outcome, phrased, request: said };
  if (step.do === 'query') {
    const seen = { ...mine.seen, [phrased.hook]: looked(mine.seen[phrased.hook], view, step.effective) };
    return { ...done, view, state: withAgent(after, agent, { seen }) };
  }
  return outcome === 'ok' ? booked(race, state, agent, step, done) : done;
}

/** What an agent knows of a hook after a query: what runs there comes from a query of its own. */
function looked(before: Observation | undefined, view: Observation, effective: boolean): Observation {
  if (!effective || view.is === 'nothing' || before?.is !== 'list') return view;
  return { ...before, effective: view.slots.map(({ prog }) => prog) };
}

/** Notes what an agent has put somewhere or taken away, and who holds a new link. */
function booked(
  race: Race,
  before: RaceState,
  agent: number,
  step: ScenarioStep,
  done: Done & { readonly phrased: Phrased },
): Done {
  const { phrased, state } = done;
  const { name } = race.agents[agent]!;
  switch (step.do) {
    case 'attach':
      return placed(
        done,
        agent,
        { hook: phrased.hook, prog: step.prog, link: 'none', wish: phrased.wish! },
        phrased.meant,
      );
    case 'link create': {
      const { state: holding } = acquired(state, step.link, name);
      const { link, prog } = step;
      return placed(
        { ...done, state: holding },
        agent,
        { hook: phrased.hook, prog, link, wish: phrased.wish! },
        undefined,
      );
    }
    case 'link update': {
      const status = statusOf(state.spec, step.link);
      const hook = status.is === 'attached' ? status.hook : phrased.hook;
      const { link, prog } = step;
      return placed(done, agent, { hook, prog, link, wish: phrased.wish! }, progOfLink(before.spec, link));
    }
    case 'link detach':
      return withdrawn(done, agent, progOfLink(before.spec, step.link));
    default:
      return withdrawn(done, agent, phrased.meant);
  }
}

/** A program is where its agent put it; one that takes the place of the agent's own is wanted where that was. */
function placed(
  done: Done,
  agent: number,
  { hook, prog, link, wish: asked }: Placement,
  instead: string | undefined,
): Done {
  const { placements } = done.state.agents[agent]!;
  const old = placements.find((placement) => placement.prog === instead);
  const wish = asked.is === 'anywhere' && old !== undefined ? old.wish : asked;
  const placement: Placement = { hook, prog, link, wish };
  const others = placements.filter((each) => each.prog !== instead && each.prog !== prog);
  return { ...done, placed: placement, state: withAgent(done.state, agent, { placements: [...others, placement] }) };
}

/** A process ends: its fds of links are closed, one with each step. It wants nothing any more. */
function crashed(race: Race, state: RaceState, agent: number): Done {
  const { name } = race.agents[agent]!;
  const { status, closing } = state.agents[agent]!;
  if (status === 'closing') {
    const [link, ...rest] = closing;
    const done = released(race, state, link!, name);
    return {
      ...done,
      state: withAgent(done.state, agent, { closing: rest, status: rest.length > 0 ? 'closing' : 'crashed' }),
    };
  }
  const open = Object.keys(state.holders).filter((link) => holds(state, link, name));
  const changes = { closing: open, status: open.length > 0 ? 'closing' : 'crashed', placements: [] } as const;
  return { state: withAgent(state, agent, changes), outcome: 'ok' };
}
