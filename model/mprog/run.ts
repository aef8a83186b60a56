import { beyond, type Packet, type Reply, type RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { ENETUNREACH } from '../machine/replies.ts';
import type { FaultId } from './faults.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/** What a program of a list says: TCX_NEXT, TCX_PASS, TCX_DROP, TCX_REDIRECT. */
const NEXT = -1;
const PASS = 0;
const DROP = 2;
const REDIRECT = 7;

/** What a classic filter says: TC_ACT_UNSPEC, OK, SHOT, STOLEN, TRAP, REDIRECT. */
const OK_ACTION = 0;
const SHOT = 2;
const STOLEN = 4;
const TRAP = 8;

/** What a hook makes of a packet. */
type Fate = 'on' | 'dropped' | 'consumed' | 'redirected';

/** One packet on its way: who ran where, and the target that was set last. */
class Journey {
  readonly system: System;
  readonly legs: { readonly hook: Hook; readonly ran: string[] }[] = [];
  /** The hook of the last call of bpf_redirect; null where there was none, or its device does not exist. */
  target: Hook | null = null;

  constructor(system: System) {
    this.system = system;
  }

  /** The packet is at another hook; nothing is set any more. */
  arrive(hook: Hook): void {
    if (this.legs.some((leg) => leg.hook === hook)) throw new RangeError(`the packet comes to ${hook.name} again`);
    this.legs.push({ hook, ran: [] });
    this.target = null;
  }

  /** Lets a program run, and gives what it says. */
  run(prog: string): number {
    this.legs.at(-1)!.ran.push(prog);
    const asked = this.system.redirects[prog];
    if (this.system.fault === 'run/target-of-a-slot') this.target = null;
    if (asked !== undefined) this.target = asked === 'none' ? null : this.system.hookNames.get(asked)!;
    return saidBy(this.system, prog);
  }
}

/** One packet at a hook, and at those that it comes to from there. */
export function runPacket(system: System, request: RequestOf<'run'>): Reply {
  const first = hookNamed(system, request.hook);
  if (!first.device.present && first.named !== 'other') return ENETUNREACH;
  const journey = new Journey(system);
  let hook: Hook | null = first;
  let fate: Fate = 'on';
  let isTold = true;
  while (hook !== null) {
    journey.arrive(hook);
    fate = runHook(journey, hook);
    if (fate === 'redirected' && system.fault !== 'run/redirected-told') isTold = false;
    hook = nextHook(journey, hook, fate);
  }
  return { outcome: 'ok', view: told(journey, fate, isTold) };
}

/** Where a packet goes from a hook, if that is another one. */
function nextHook({ system, target }: Journey, hook: Hook, fate: Fate): Hook | null {
  if (fate === 'redirected') return target?.device.present ? target : null;
  if (fate !== 'on') return null;
  if (system.fault === 'run/next-redirects' && target !== null) return target;
  if (!hook.isOut || hook.isNetkit || system.fault === 'run/peer-left-out') return null;
  const name = beyond(system.universe, hook.device.name);
  return name === undefined ? null : system.hookNames.get(name)!;
}

/** What is to be seen of a journey. */
function told({ legs, system }: Journey, fate: Fate, isTold: boolean): Packet {
  const [{ hook: first, ran }, ...later] = legs as [Journey['legs'][number], ...Journey['legs']];
  const last = legs.at(-1)!.hook;
  const further = later.filter((leg) => leg.ran.length > 0).map((leg) => ({ hook: leg.hook.name, ran: leg.ran }));
  const isDropped = fate === 'dropped' && last.isOut && isTold;
  return {
    is: 'packet',
    ran,
    ...(further.length > 0 ? { further } : {}),
    ...(last === first ? {} : { to: last.name }),
    delivered: fate === 'on' || (fate === 'consumed' && system.fault === 'run/stolen-delivered'),
    ...(fate === 'consumed' && system.fault !== 'run/stolen-dropped' ? { consumed: true as const } : {}),
    sender: isDropped ? 'ENOBUFS' : 'ok',
  };
}

/** The list of a hook, and what is behind it. */
function runHook(journey: Journey, hook: Hook): Fate {
  const { fault } = journey.system;
  if (hook.dropsBare && isBare(hook, fault)) return 'dropped';
  const verdict = runList(journey, hook);
  switch (verdict) {
    case PASS:
      return 'on';
    case DROP:
      return 'dropped';
    case REDIRECT:
      return 'redirected';
  }
  if (verdict !== NEXT && (hook.isNetkit || fault === 'run/unknown-drops')) return 'dropped';
  return runFilters(journey, hook);
}

/** Whether nothing is attached, so that the policy of an end of netkit holds. */
function isBare({ entry }: Hook, fault: FaultId | 'none'): boolean {
  if (fault === 'netkit/policy-ignored') return false;
  return fault === 'netkit/policy-always' || entry === null || entry.count === 0;
}

/** What a program returns; at lists none sets a result. */
function saidBy(system: System, name: string): number {
  const verdict = system.verdicts[name] ?? NEXT;
  return typeof verdict === 'number' ? verdict : verdict.returns;
}

/** Runs the list up to the first program that does not say NEXT, and gives what the last one said. */
function runList(journey: Journey, hook: Hook): number {
  if (hook.entry === null) return NEXT;
  const { fault } = journey.system;
  const { progs, size } = hook.entry.active;
  let redirects = false;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const said = journey.run(progs[index]!.name);
    if (said === NEXT) continue;
    if (said === PASS && fault === 'run/pass-goes-on') continue;
    if (![PASS, DROP, REDIRECT].includes(said) && fault === 'run/unknown-goes-on') continue;
    if (said === REDIRECT && fault === 'run/redirect-goes-on') {
      redirects = true;
      continue;
    }
    return said;
  }
  return redirects ? REDIRECT : NEXT;
}

/** Classic tc behind the list: filters by priority, until one decides. */
function runFilters(journey: Journey, hook: Hook): Fate {
  const { fault, filters: all } = journey.system;
  if (fault === 'run/filters-left-out') return 'on';
  const filters = hook.device.filtersGone ? [] : [...(all[hook.name] ?? [])];
  if (fault !== 'run/filters-as-added') filters.sort((one, other) => one.priority - other.priority);
  for (const { prog, direct } of filters) {
    const said = journey.run(prog);
    if (!direct) {
      if (said !== 0) return 'on';
      continue;
    }
    if (said === OK_ACTION) return 'on';
    if (said === SHOT) return 'dropped';
    if (said === STOLEN || said === TRAP) return 'consumed';
    if (said === REDIRECT && fault !== 'run/filter-never-redirects') return 'redirected';
  }
  return 'on';
}
