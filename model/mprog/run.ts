import type { Reply, RequestOf } from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { ENETUNREACH } from '../machine/replies.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/** What a program of a list says: TCX_NEXT, TCX_PASS, TCX_DROP, TCX_REDIRECT. */
const NEXT = -1;
const PASS = 0;
const DROP = 2;
const REDIRECT = 7;

/** What a classic filter says: TC_ACT_UNSPEC, OK, SHOT, STOLEN, TRAP. */
const OK_ACTION = 0;
const SHOT = 2;
const STOLEN = 4;
const TRAP = 8;

/** One packet at a hook. */
export function runPacket(system: System, request: RequestOf<'run'>): Reply {
  const hook = hookNamed(system, request.hook);
  if (!hook.device.present && hook.named !== 'other') return ENETUNREACH;
  const ran: string[] = [];
  const verdict = runList(system, hook, ran);
  switch (verdict) {
    case PASS:
      return packet(ran, true);
    case DROP:
      return dropped(hook, ran);
    case REDIRECT:
      return packet(ran, false);
  }
  if (verdict !== NEXT && (hook.isNetkit || system.fault === 'run/unknown-drops')) return dropped(hook, ran);
  return runFilters(system, hook, ran);
}

/** What a program returns; at lists none sets a result. */
function saidBy(system: System, name: string): number {
  const verdict = system.verdicts[name] ?? NEXT;
  return typeof verdict === 'number' ? verdict : verdict.returns;
}

/** Runs the list up to the first program that does not say NEXT, and gives what the last one said. */
function runList(system: System, hook: Hook, ran: string[]): number {
  if (hook.entry === null) return NEXT;
  const { progs, size } = hook.entry.active;
  for (let index = 0; index < size && progs[index] !== null; index++) {
    const { name } = progs[index]!;
    ran.push(name);
    const said = saidBy(system, name);
    if (said === NEXT) continue;
    if (said === PASS && system.fault === 'run/pass-goes-on') continue;
    if (![PASS, DROP, REDIRECT].includes(said) && system.fault === 'run/unknown-goes-on') continue;
    return said;
  }
  return NEXT;
}

/** Classic tc behind the list: filters by priority, until one decides. */
function runFilters(system: System, hook: Hook, ran: string[]): Reply {
  if (system.fault === 'run/filters-left-out') return packet(ran, true);
  const filters = hook.device.filtersGone ? [] : [...(system.filters[hook.name] ?? [])];
  if (system.fault !== 'run/filters-as-added') filters.sort((one, other) => one.priority - other.priority);
  for (const { prog, direct } of filters) {
    ran.push(prog);
    const said = saidBy(system, prog);
    if (!direct) {
      if (said !== 0) return packet(ran, true);
      continue;
    }
    if (said === OK_ACTION) return packet(ran, true);
    if (said === SHOT) return dropped(hook, ran);
    if (said === STOLEN || said === TRAP) return packet(ran, system.fault === 'run/stolen-delivered');
  }
  return packet(ran, true);
}

const packet = (ran: readonly string[], delivered: boolean): Reply => ({
  outcome: 'ok',
  view: { is: 'packet', ran, delivered, sender: 'ok' },
});

/** A packet that is dropped on its way out is an error of the device to its sender. */
const dropped = (hook: Hook, ran: readonly string[]): Reply => ({
  outcome: 'ok',
  view: { is: 'packet', ran, delivered: false, sender: hook.isOut ? 'ENOBUFS' : 'ok' },
});
