import {
  CAPACITY,
  FLAG_BITS,
  type Flags,
  type Hook,
  type HookKind,
  type LinkRef,
  type Observation,
  type OptionalProgRef,
  type ProgType,
  type Relative,
  type Request,
  setsIdBit,
  setsLinkBit,
  takenBy,
  type Universe,
} from '../spec/families/slots/vocabulary/index.ts';
import { OF_CGROUP, OF_DIRECTION, OF_END } from '../spec/families/slots/vocabulary/numbers.ts';
import { familyOf } from '../traces/format.ts';
import { notForKernel } from '../traces/not-for-kernel.ts';
import type { Expectation } from '../traces/step.ts';
import type { TraceFile } from '../traces/trace-file.ts';
import type { Bit, Call, HookToMake, Program, Script, Shown, Step, Value } from './script.ts';

/** Thrown within this file: why a trace cannot be carried. */
class NotCarried extends Error {}

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

/** The kinds of hook that every format can make. */
const USUAL: readonly HookKind[] = ['tcx', 'cgroup'];

/** The steps of a trace at hooks of some kinds, or why there are none: the reason, in one line. */
export function scriptOf({ path, trace }: TraceFile, kinds = USUAL): Script | string {
  if (trace.family !== undefined) return `hooks of the family ${trace.family}: expected tcx or cgroups`;
  const why = notForKernel(trace);
  if (why !== undefined) return why;
  // A trace that names no family is one of hooks with slots.
  const universe = trace.universe as Universe;
  try {
    requireUsual(universe, kinds);
    const several = Object.keys(universe.hooks).length > 1 ? 'several' : 'one';
    const { words } = familyOf(trace);
    return {
      path: path.replaceAll(/[\r\n]/g, '_'), // it is printed in a comment of one line
      title: trace.title,
      ...madeFirst(universe),
      steps: trace.steps.map(({ request, expect }, index) =>
        located(index, () => stepOf(words.request(request, several), request as Request, expect)),
      ),
    };
  } catch (error) {
    if (error instanceof NotCarried) return error.message;
    throw error;
  }
}

/** Adds to a reason which step it is about. */
function located<T>(index: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof NotCarried ? new NotCarried(`step ${index + 1}: ${error.message}`) : error;
  }
}

function requireUsual(universe: Universe, kinds: readonly HookKind[]): void {
  const [first] = Object.values(universe.hooks);
  if (!kinds.includes(first!.kind))
    throw new NotCarried(`hooks of kind ${first!.kind}: expected ${kinds.join(' or ')}`);
  if (universe.capacity !== CAPACITY[first!.kind])
    throw new NotCarried(`a capacity of ${universe.capacity}: no kernel has another than ${CAPACITY[first!.kind]}`);
  if (universe.revision !== 1) throw new NotCarried('a first revision other than 1');
  for (const [name, hook] of Object.entries(universe.hooks))
    if (hook.kind === 'tcx' && hook.clsact) throw new NotCarried(`hook ${name} has a clsact qdisc`);
  const [special] = Object.keys(universe.traits);
  if (special !== undefined) throw new NotCarried(`program ${special} is ${universe.traits[special]}`);
}

/** What is made before the first step. */
function madeFirst(universe: Universe): Omit<Script, 'path' | 'title' | 'steps'> {
  const hooks = Object.entries(universe.hooks);
  const [, first] = hooks[0]!;
  const devices = hooks.flatMap(([, hook]) => ('device' in hook ? [hook.device] : []));
  return {
    devices: [...new Set(devices)],
    hooks: hooks.map(([name, hook]) => hookOf(name, hook)),
    programs: Object.entries(universe.programs).map(([name, type]) => programOf(name, type, first)),
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

function hookOf(name: string, hook: Hook): HookToMake {
  if (hook.kind === 'tcx') return { at: 'device', name, device: hook.device, attachType: OF_DIRECTION[hook.direction] };
  if (hook.kind === 'netkit' && hook.by === 'primary')
    return { at: 'device', name, device: hook.device, attachType: OF_END[hook.end], type: 'netkit' };
  if (hook.kind !== 'cgroup') throw new NotCarried(`hook ${name} is no plain hook of tcx, netkit or a cgroup`);
  const parent = hook.parent === 'none' ? undefined : hook.parent;
  return { at: 'cgroup', name, parent, attachType: OF_CGROUP[hook.attachType] };
}

function programOf(name: string, type: ProgType, hook: Hook): Program {
  const own = hook.kind === 'cgroup' && takenBy(hook) === type ? OF_CGROUP[hook.attachType] : LOADED_FOR[type];
  return { name, type, attachType: own, returns: RETURNS[type] ?? 1 };
}

function stepOf(title: string, request: Request, expect: Expectation): Step {
  const { outcome } = expect;
  const view = request.op === 'prog_query' ? (expect.view as Observation | undefined) : undefined;
  const hooks = Object.entries((expect.hooks ?? {}) as Readonly<Record<string, Observation>>);
  return {
    title,
    call: callOf(request),
    outcome,
    ...(view === undefined ? {} : { view: shownIn(view) }),
    hooks: hooks.map(([hook, observation]) => ({ hook, shows: shownIn(observation) })),
  };
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

function callOf(request: Request): Call {
  if ('caller' in request && request.caller !== 'privileged')
    throw new NotCarried(`a caller without privileges (${request.caller})`);
  if ('short' in request && request.short) throw new NotCarried('memory that runs out');
  if ('busy' in request && request.busy) throw new NotCarried('a device or cgroup that is in use');
  switch (request.op) {
    case 'prog_attach':
    case 'prog_detach':
      return {
        call: request.op,
        hook: request.hook,
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, request.relative),
        replace: progValue(request.replace),
        relative: relativeValue(request.relative),
        revision: request.revision,
      };
    case 'link_create':
      return {
        call: 'link_create',
        hook: request.hook,
        link: request.link,
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, request.relative),
        relative: relativeValue(request.relative),
        revision: request.revision,
      };
    case 'link_update':
      return {
        call: 'link_update',
        link: linkValue(request.link),
        prog: progValue(request.prog),
        flags: bitsOf(request.flags, { is: 'none' }),
        old: progValue(request.old),
      };
    case 'link_detach':
      return { call: 'link_detach', link: linkValue(request.link) };
    case 'link_close':
      return { call: 'close_fd', name: request.link };
    case 'prog_close':
      return { call: 'close_fd', name: request.prog };
    case 'link_open':
      if (request.from === 'pin') throw new NotCarried('pins of links');
      return { call: 'link_open', name: request.link };
    case 'prog_open':
      return { call: 'prog_open', name: request.prog };
    case 'prog_query':
      return {
        call: 'prog_query',
        hook: request.hook,
        room: request.buffer,
        queryFlags: request.queryFlags,
        attachFlags: request.attachFlags,
        progAttachFlags: request.progAttachFlags,
        attr: request.attr,
      };
    case 'device_remove':
    case 'device_create':
      return { call: request.op, device: request.device };
    case 'cgroup_remove':
    case 'cgroup_create':
      return { call: request.op, hook: request.hook };
    case 'link_pin':
    case 'link_unpin':
      throw new NotCarried('pins of links');
    case 'qdisc_add':
    case 'qdisc_remove':
    case 'qdisc_replace':
      throw new NotCarried('qdiscs of classic filters');
    case 'socket_create':
    case 'socket_close':
      throw new NotCarried('sockets of cgroups');
    case 'run':
      throw new NotCarried('packets and system calls for which programs run');
  }
}

function progValue(ref: OptionalProgRef): Value {
  if (ref.is === 'prog') return { is: 'fd', name: ref.name };
  if (ref.is === 'none') return { is: 'zero' };
  return { is: ref.is === 'closed-fd' ? 'closed-fd' : 'map-fd' };
}

function linkValue(ref: LinkRef): Value {
  if (ref.is === 'link') return { is: 'fd', name: ref.name };
  return { is: ref.is === 'closed-fd' ? 'closed-fd' : 'other-prog-fd' };
}

function relativeValue(relative: Relative): Value {
  switch (relative.is) {
    case 'none':
    case 'zero':
      return { is: 'zero' };
    case 'prog':
    case 'link':
      return { is: relative.by, name: relative.name };
    case 'closed-fd':
    case 'unknown-id':
      return { is: relative.is };
    case 'wrong-kind-fd':
      return { is: relative.as === 'prog' ? 'map-fd' : 'other-prog-fd' };
  }
}

function bitsOf(flags: Flags, relative: Relative): readonly Bit[] {
  const strange = flags.find((flag) => !(flag in FLAG_BITS));
  if (strange !== undefined) throw new NotCarried(`no kernel has the flag ${strange}`);
  return [...flags, ...(setsLinkBit(relative) ? ['LINK'] : []), ...(setsIdBit(relative) ? ['ID'] : [])];
}
