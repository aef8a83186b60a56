import {
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { mayAdminister } from '../machine/lower.ts';
import { EINVAL, ENODEV, EPERM, UNDEFINED } from '../machine/replies.ts';
import { slotFlags } from './flags.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/** BPF_PROG_QUERY. The flags of the slots are told only where there is room for them. */
export function progQuery(system: System, request: RequestOf<'prog_query'>): Reply {
  const { queryFlags } = request;
  if (system.fault !== 'query/anybody' && !mayAdminister(request.caller)) return EPERM;
  if (queryFlags === 'UNKNOWN') return EINVAL;
  const hook = hookNamed(system, request.hook);
  if (!hook.device.present) return ENODEV;
  if (queryFlags === 'EFFECTIVE' || request.attachFlags) return EINVAL;
  if (request.attr === 'short') return UNDEFINED;
  const { buffer } = request;
  const room = buffer === 'none' ? 0 : buffer;
  const count = countOf(hook);
  if (room === 0 || count === 0) return { outcome: 'ok', view: list(system, hook, 0, false) };
  const outcome = room < count ? 'ENOSPC' : 'ok';
  return { outcome, view: list(system, hook, Math.min(room, count), request.progAttachFlags) };
}

/** What a query with ample room shows of a hook, flags included. */
export function observeHook(system: System, hook: Hook): Observation {
  return hook.device.present ? list(system, hook, countOf(hook), true) : NOTHING;
}

function countOf(hook: Hook): number {
  const entry = hook.entry;
  return entry.exists ? entry.slots.count : 0;
}

function list(system: System, hook: Hook, shown: number, withFlags: boolean): Observation {
  const entry = hook.entry;
  const { progs, links, flags } = entry.slots;
  const slots: Slot[] = [];
  for (let index = 0; index < shown; index++) {
    const prog = progs[index]!.name;
    const link = links[index]?.name ?? 'none';
    const words = withFlags ? slotFlags(flags[index]!) : [];
    slots.push(words.length === 0 ? { prog, link } : { prog, link, flags: words });
  }
  const revision = entry.exists ? entry.revision : system.firstRevision;
  return { is: 'list', revision, count: countOf(hook), slots };
}
