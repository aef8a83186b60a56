import {
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { mayAdminister } from '../machine/lower.ts';
import { EINVAL, ENOENT, EPERM, OK, UNDEFINED } from '../machine/replies.ts';
import { reach } from './device.ts';
import type { Hook } from './hook.ts';
import type { System } from './system.ts';

/** BPF_PROG_QUERY. */
export function progQuery(system: System, request: RequestOf<'prog_query'>): Reply {
  const { queryFlags, caller, attr } = request;
  // What a query leaves behind in its last field was once refused as a field that is not known.
  if (attr === 'reused' && (system.defects.refusesOwnOutput || system.fault === 'query/own-output-refused'))
    return EINVAL;
  const isLate = system.fault === 'query/flags-before-capability';
  if (isLate && queryFlags === 'UNKNOWN') return EINVAL;
  if (system.fault !== 'query/anybody' && !mayAdminister(caller)) return EPERM;
  if (queryFlags === 'UNKNOWN') return EINVAL;
  const hook = hookNamed(system, request.hook);
  const unreached = reach(system, hook);
  if (unreached !== OK) return unreached;
  if (hook.entry === null && system.defects.queryNeedsEntry) return ENOENT;
  if (queryFlags === 'EFFECTIVE' || request.attachFlags) return EINVAL;
  // The revision is written wherever the attribute ends.
  if (attr === 'short') return UNDEFINED;
  const room = request.buffer === 'none' ? 0 : request.buffer;
  const count = hook.entry === null ? 0 : hook.entry.count;
  if (room === 0 || room >= count) return { outcome: 'ok', view: list(hook, room, count) };
  const shown = system.fault === 'query/truncated-count' ? room : count;
  const outcome = system.fault === 'query/small-buffer-ok' ? 'ok' : 'ENOSPC';
  return { outcome, view: list(hook, room, shown) };
}

/** What a query with ample room shows of a hook. */
export function observeHook(system: System, hook: Hook): Observation {
  if (reach(system, hook) !== OK) return NOTHING;
  return list(hook, Number.POSITIVE_INFINITY, hook.entry === null ? 0 : hook.entry.count);
}

/** Every slot there is, also one that lies where the terminator should be. */
export function lookAtHook(system: System, hook: Hook): Observation {
  if (reach(system, hook) !== OK) return NOTHING;
  const count = hook.entry === null ? 0 : hook.entry.count;
  return list(hook, Number.POSITIVE_INFINITY, count, Number.POSITIVE_INFINITY);
}

/** A query stops at `most` slots, whatever the list says. */
function list(hook: Hook, room: number, count: number, most = hook.memory.capacity): Observation {
  const slots: Slot[] = [];
  if (hook.entry !== null) {
    const { progs, links, size } = hook.entry.active;
    for (let index = 0; index < size && index < room && index < most && progs[index] !== null; index++)
      slots.push({ prog: progs[index]!.name, link: links[index]?.name ?? 'none' });
  }
  return { is: 'list', revision: hook.revision(), count, slots };
}
