import { CgroupHolds } from '../spec/families/slots/vocabulary/cgroup-holds.ts';
import {
  CAPACITY,
  type Hook,
  type Observation,
  type ProgType,
  type Request,
  retvalOf,
  takenBy,
  type Universe,
  type View,
  verdictOf,
} from '../spec/families/slots/vocabulary/index.ts';
import { OF_CGROUP, OF_DIRECTION, OF_END } from '../spec/families/slots/vocabulary/numbers.ts';
import { familyOf } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import type { Expectation, TraceStep } from '../traces/step.ts';
import type { TraceFile } from '../traces/trace-file.ts';
import { callOf } from './call-of.ts';
import { type Carried, inOneLine, located, NotCarried, orWhyNot, USUAL } from './carried.ts';
import type { Became, HookToMake, Program, Script, Shown, Step } from './script.ts';

/** The attach type that a program is loaded for where the hooks take none of its type. */
const LOADED_FOR: Readonly<Partial<Record<ProgType, string>>> = {
  sk_lookup: 'SK_LOOKUP',
  xdp: 'XDP',
  cgroup_sock: 'CGROUP_INET_SOCK_CREATE',
  cgroup_sock_addr: 'CGROUP_INET4_CONNECT',
  cgroup_sockopt: 'CGROUP_GETSOCKOPT',
};

/** What programs return: the next program follows, and the packet or call is not refused. */
const RETURNS: Readonly<Partial<Record<ProgType, number>>> = { sched_cls: -1, xdp: 2 };

/** Why a trace of another family has no steps. */
export const otherFamily = (name: string) => `hooks of the family ${name}: expected tcx or cgroups`;

/** The steps of a trace, or why there are none: the reason, in one line. */
export function scriptOf({ path, trace }: TraceFile, carried = USUAL): Script | string {
  if (trace.family !== undefined) return otherFamily(trace.family);
  const why = notForKernel(trace);
  if (why !== undefined) return why;
  // A trace that names no family is one of hooks with slots.
  const universe = trace.universe as Universe;
  return orWhyNot(() => {
    requireMade(universe, carried);
    const runs = trace.steps.some(({ request }) => request.op === 'run');
    if (runs && carried.hasRuns) requireSimple(universe, trace.steps);
    const several = Object.keys(universe.hooks).length > 1 ? 'several' : 'one';
    const { words } = familyOf(trace);
    return {
      path: inOneLine(path),
      title: trace.title,
      ...madeFirst(universe, carried, runs),
      steps: withDying(
        universe,
        trace.steps,
        trace.steps.map(({ request, expect }, index) =>
          located(index, () => stepOf(words.request(request, several), request as Request, expect, carried)),
        ),
      ),
    };
  });
}

/** What is made before requests in a universe. Throws NotCarried where the format cannot make it. */
export function headOf(universe: Universe, carried: Carried): Omit<Script, 'path' | 'title' | 'steps'> {
  requireMade(universe, carried);
  return madeFirst(universe, carried, false);
}

/** Throws NotCarried where the hooks are of another kind than the format has. */
export function requireKind(universe: Universe, { kinds }: Carried): void {
  const { kind } = Object.values(universe.hooks)[0]!;
  if (!kinds.includes(kind)) throw new NotCarried(`hooks of kind ${kind}: expected ${kinds.join(' or ')}`);
}

function requireMade(universe: Universe, carried: Carried): void {
  const { isFull } = carried;
  requireKind(universe, carried);
  const [first] = Object.values(universe.hooks);
  if (universe.capacity !== CAPACITY[first!.kind])
    throw new NotCarried(`a capacity of ${universe.capacity}: no kernel has another than ${CAPACITY[first!.kind]}`);
  if (universe.revision !== 1) throw new NotCarried('a first revision other than 1');
  for (const [name, hook] of Object.entries(universe.hooks)) {
    if (hook.kind !== 'tcx') continue;
    if (hook.clsact && !isFull) throw new NotCarried(`hook ${name} has a clsact qdisc`);
    if (hook.peer !== undefined) throw new NotCarried(`hook ${name} is at the other end of a pair of devices`);
  }
  const [special] = Object.keys(universe.traits);
  if (special !== undefined) throw new NotCarried(`program ${special} is ${universe.traits[special]}`);
}

/** Packets are followed from one end of a pair to the other, and no further. */
function requireSimple({ filters, redirects }: Universe, steps: readonly TraceStep[]): void {
  if (Object.values(filters).some((each) => each.length > 0)) throw new NotCarried('packets that classic filters see');
  if (steps.some(({ request }) => request.op === 'device_create'))
    throw new NotCarried('packets over devices that are made again');
  if (Object.keys(redirects).length > 0) throw new NotCarried('packets that are redirected to another device');
}

/** What is made before the first step; `notes`: whether programs note that they ran. */
function madeFirst(universe: Universe, carried: Carried, notes: boolean): Omit<Script, 'path' | 'title' | 'steps'> {
  const hooks = Object.entries(universe.hooks);
  const [, first] = hooks[0]!;
  const devices = hooks.flatMap(([, hook]) => ('device' in hook ? [hook.device] : []));
  return {
    devices: [...new Set(devices)],
    sends: notes && devices.length > 0,
    clsact: [...new Set(hooks.flatMap(([, hook]) => (hook.kind === 'tcx' && hook.clsact ? [hook.device] : [])))],
    hooks: hooks.map(([name, hook]) => hookOf(name, hook, carried)),
    programs: Object.entries(universe.programs).map(([name, type]) => programOf(universe, name, type, notes)),
    links: universe.links,
    foreignLinks: Object.entries(universe.foreignLinks).map(([name, prog]) => {
      if (universe.programs[prog] !== 'sk_lookup')
        throw new NotCarried(`foreign link ${name}: expected a program of type sk_lookup`);
      return { name, prog };
    }),
    prefill: Object.entries(universe.prefill).flatMap(([hook, progs]) =>
      progs.map((prog) => ({ hook, prog, flags: first.kind === 'cgroup' ? ['ALLOW_MULTI'] : [] })),
    ),
  };
}

function hookOf(name: string, hook: Hook, { isFull }: Carried): HookToMake {
  if (hook.kind === 'tcx') return { at: 'device', name, device: hook.device, attachType: OF_DIRECTION[hook.direction] };
  if (hook.kind === 'netkit' && (hook.by === 'primary' || isFull)) {
    const made = { at: 'device', name, device: hook.device, attachType: OF_END[hook.end], type: 'netkit' } as const;
    const of = hook.policy === 'drop' ? ({ ...made, drops: true } as const) : made;
    return hook.by === 'primary' ? of : { ...of, by: hook.by };
  }
  if (hook.kind !== 'cgroup') throw new NotCarried(`hook ${name} is no plain hook of tcx, netkit or a cgroup`);
  const parent = hook.parent === 'none' ? undefined : hook.parent;
  return { at: 'cgroup', name, parent, attachType: OF_CGROUP[hook.attachType] };
}

function programOf(universe: Universe, name: string, type: ProgType, notes: boolean): Program {
  const hook = Object.values(universe.hooks)[0]!;
  const own = hook.kind === 'cgroup' && takenBy(hook) === type ? OF_CGROUP[hook.attachType] : LOADED_FOR[type];
  if (!notes) return { name, type, attachType: own, returns: RETURNS[type] ?? 1 };
  const sets = retvalOf(universe, name);
  return {
    name,
    type,
    attachType: own,
    returns: verdictOf(universe, name),
    notes: { sets: sets === undefined ? undefined : String(sets) },
  };
}

function stepOf(title: string, request: Request, expect: Expectation, carried: Carried): Step {
  const { outcome } = expect;
  const view = request.op === 'prog_query' ? (expect.view as Observation | undefined) : undefined;
  const hooks = Object.entries((expect.hooks ?? {}) as Readonly<Record<string, Observation>>);
  return {
    title,
    call: callOf(request, carried),
    outcome,
    ...(view === undefined ? {} : { view: shownIn(view) }),
    ...(request.op === 'run' && expect.view !== undefined ? { became: becameOf(expect.view as View) } : {}),
    hooks: hooks.map(([hook, observation]) => ({ hook, shows: shownIn(observation) })),
  };
}

/** Steps with how many cgroups are dying behind each, where that changes. */
function withDying({ hooks }: Universe, told: readonly TraceStep[], steps: readonly Step[]): readonly Step[] {
  const holds = new CgroupHolds();
  const add = (name: string) => {
    const hook = hooks[name];
    if (hook?.kind === 'cgroup') holds.add(name, hook.parent);
  };
  for (const name of Object.keys(hooks)) add(name);
  let before = 0;
  return steps.map((step, index) => {
    const { request, expect } = told[index]! as { readonly request: Request; readonly expect: Expectation };
    if (expect.outcome !== 'ok') return step;
    if (request.op === 'cgroup_remove') holds.remove(request.hook);
    if (request.op === 'cgroup_create') add(request.hook);
    if (request.op === 'socket_create') holds.opened(request.socket, request.hook);
    if (request.op === 'socket_close') holds.closed(request.socket);
    const { dying } = holds;
    if (dying === before) return step;
    before = dying;
    return { ...step, dying };
  });
}

function becameOf(view: View): Became {
  switch (view.is) {
    case 'packet':
      if (view.further !== undefined || view.consumed)
        throw new NotCarried('what becomes of a packet at other devices');
      return { is: 'packet', ran: view.ran.join(' '), isDelivered: view.delivered, sender: view.sender };
    case 'call':
      return { is: 'call', ran: view.ran.join(' '), result: String(view.result), isDone: view.done };
    default:
      return { is: 'nothing' };
  }
}

function shownIn(observation: Observation): Shown | 'nothing' {
  if (observation.is === 'nothing') return 'nothing';
  const { revision, count, slots, mode, effective } = observation;
  for (const name of [...slots.flatMap(({ prog, link }) => [prog, link]), ...(effective ?? [])])
    if (name.includes(':')) throw new NotCarried(`${name} is no object of the universe`);
  if (slots.some(({ flags }) => flags !== undefined)) throw new NotCarried('slots that keep flags');
  return {
    revision,
    count,
    slots: slots.map(({ prog, link }) => (link === 'none' ? prog : `${prog}/${link}`)).join(' '),
    ...(mode === undefined ? {} : { mode }),
    ...(effective === undefined ? {} : { effective: effective.join(' ') }),
  };
}
