import { dialectOf, unsaid } from '../spec/dialect.ts';
import type { Placement } from '../spec/properties/race-facts.ts';
import { progOfLink, statusOf } from '../spec/state.ts';
import { step as specStep } from '../spec/step.ts';
import { type Observation, type Outcome, type Request, request } from '../spec/vocabulary/index.ts';
import { NOT_SEEN, type Phrased, phrase } from './phrase.ts';
import type { Race } from './race.ts';
import type { ScenarioStep, StepOf } from './scenario.ts';
import { type RaceState, withAgent } from './state.ts';

/** A step's effect on everything but the agent's place in its program. */
export interface Done {
  readonly state: RaceState;
  readonly outcome: Outcome;
  readonly request?: Request;
  readonly link?: string;
  readonly phrased?: Phrased;
  readonly placed?: Placement;
  readonly view?: Observation;
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

/** Does what a step says. */
export function perform(
  race: Race,
  state: RaceState,
  agent: number,
  step: Exclude<ScenarioStep, StepOf<'crash'>>,
): Done {
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

/** What holds a link that is pinned; no agent can be called that. */
const PIN = 'the pin';
const holds = (state: RaceState, link: string, who: string) => state.holders[link]?.includes(who) ?? false;

/** A link gets one holder fewer; with the last one it is closed. */
function released(race: Race, state: RaceState, link: string, who: string): Done {
  const left = (state.holders[link] ?? []).filter((holder) => holder !== who);
  const after = { ...state, holders: { ...state.holders, [link]: left } };
  if (left.length > 0) return { state: after, outcome: 'ok', link };
  const close = request({ op: 'link_close', link });
  return { ...asked(race, after, close), request: close, link };
}

/** A link gets a holder. */
function acquired(state: RaceState, link: string, who: string): Done {
  const others = (state.holders[link] ?? []).filter((holder) => holder !== who);
  const holders = { ...state.holders, [link]: [...others, who] };
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
  if (step.do === 'pin')
    return holds(state, link, PIN) ? { state, outcome: 'EEXIST', link } : acquired(state, link, PIN);
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
export function crashed(race: Race, state: RaceState, agent: number): Done {
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
