import { DoesNotApply } from '../../../race.ts';
import { type Observation, type RequestInput, request } from '../vocabulary/index.ts';
import { asked, type Done, worded } from './ask.ts';
import { acquired, held, holds, released, taken, unreachable, withoutFd } from './fds.ts';
import { NOT_SEEN, type Phrased, phrase } from './phrase.ts';
import { lost, placed, spotOf, withdrawn } from './placements.ts';
import type { SlotsRace } from './race.ts';
import { type RaceState, withAgent } from './state.ts';
import type { CgroupStep, DeviceStep, ScenarioStep, StepOf } from './step.ts';

/** Does what a step says. */
export function perform(
  race: SlotsRace,
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
    case 'take':
      return taken(race, state, agent, step);
    case 'device remove':
    case 'device create':
    case 'qdisc add':
    case 'qdisc remove':
    case 'qdisc replace':
      return atDevice(race, state, step);
    case 'cgroup remove':
    case 'cgroup create':
      return atCgroup(race, state, step);
    case 'link update':
    case 'link detach':
      if (!holds(state, step.link, name)) return withoutFd(state, step.link);
      return made(race, state, agent, step);
    default:
      return made(race, state, agent, step);
  }
}

/** Something is done to the device under the hooks, whoever holds what on it. */
function atDevice(race: SlotsRace, state: RaceState, step: DeviceStep): Done {
  const [place] = Object.values(race.universe.hooks);
  if (place === undefined || place.kind === 'cgroup')
    throw new DoesNotApply(`${race.scenario.name}: a ${race.kind} hook is on no device`);
  const said = worded(race, request(deviceRequest(step, place.device)));
  return { ...asked(race, state, said), request: said };
}

/** A cgroup goes or comes, whoever holds what there. */
function atCgroup(race: SlotsRace, state: RaceState, { do: what, hook = race.hook }: CgroupStep): Done {
  if (race.kind !== 'cgroup') throw new DoesNotApply(`${race.scenario.name}: a ${race.kind} hook is at no cgroup`);
  const op = what === 'cgroup remove' ? 'cgroup_remove' : 'cgroup_create';
  const said = worded(race, request({ op, hook }));
  return { ...asked(race, state, said), request: said };
}

function deviceRequest(step: DeviceStep, device: string): RequestInput {
  switch (step.do) {
    case 'device remove':
      return { op: 'device_remove', device };
    case 'device create':
      return { op: 'device_create', device };
    case 'qdisc add':
      return { op: 'qdisc_add', device, qdisc: step.qdisc };
    case 'qdisc remove':
      return { op: 'qdisc_remove', device };
    case 'qdisc replace':
      return { op: 'qdisc_replace', device, qdisc: step.qdisc };
  }
}

function made(race: SlotsRace, state: RaceState, agent: number, step: Parameters<typeof phrase>[1]): Done {
  const mine = state.agents[agent]!;
  const phrased = phrase(race, step, mine, (hook) => state.spec.hooks[hook]!.revision);
  if (phrased === NOT_SEEN) return { state, outcome: 'ENOENT' };
  const denied = unreachable(race, state, agent, phrased.request);
  if (denied !== undefined) return { ...denied, phrased };
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
  race: SlotsRace,
  before: RaceState,
  agent: number,
  step: ScenarioStep,
  done: Done & { readonly phrased: Phrased },
): Done {
  const { phrased, state } = done;
  const { hook, meant, wish } = phrased;
  const { name } = race.agents[agent]!;
  // What it did not know of, it took away all the same.
  const away = () =>
    meant === undefined ? lost(before.spec, state.spec, hook) : ({ hook, prog: meant, link: 'none' } as const);
  switch (step.do) {
    case 'attach':
      return placed(done, agent, { hook, prog: step.prog, link: 'none', wish: wish! }, away());
    case 'link create': {
      const { state: holding } = acquired(state, step.link, name);
      const { link, prog } = step;
      return placed({ ...done, state: holding }, agent, { hook, prog, link, wish: wish! }, undefined);
    }
    case 'link update': {
      const { link, prog } = step;
      const spot = spotOf(state.spec, link);
      return placed(done, agent, { hook: spot?.hook ?? hook, prog, link, wish: wish! }, spot);
    }
    case 'link detach':
      return withdrawn(done, agent, spotOf(before.spec, step.link));
    default:
      return withdrawn(done, agent, away());
  }
}

/** A process ends: its fds of links are closed, one with each step. It wants nothing any more. */
export function crashed(race: SlotsRace, state: RaceState, agent: number): Done {
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
  const open = race.universe.links.filter((link) => holds(state, link, name));
  const changes = { closing: open, status: open.length > 0 ? 'closing' : 'crashed', placements: [] } as const;
  return { state: withAgent(state, agent, changes), outcome: 'ok' };
}
