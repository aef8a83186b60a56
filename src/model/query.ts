import {
  NOTHING,
  type Observation,
  type Outcome,
  type Reply,
  type RequestOf,
  type Slot,
} from '../spec/vocabulary/index.ts';
import type { FaultId } from './faults.ts';
import type { Hook } from './hook.ts';
import type { Tables } from './tables.ts';

/** The entries of a hook up to its terminator, or as many as there is room for. */
function listed({ bundle }: Hook, room: number): Slot[] {
  const slots: Slot[] = [];
  if (bundle === null) return slots;
  const { progs, links } = bundle.active;
  for (let at = 0; at < room; at += 1) {
    const prog = progs[at];
    if (prog == null) break;
    slots.push({ prog: prog.name, link: links[at]?.name ?? 'none' });
  }
  return slots;
}

/** What a query with ample room shows. */
export function observe(hook: Hook): Observation {
  if (!hook.device.present) return NOTHING;
  return { is: 'list', revision: hook.revision, count: hook.count, slots: listed(hook, Number.POSITIVE_INFINITY) };
}

const refused = (outcome: Outcome): Reply => ({ outcome, view: NOTHING });

export function query(tables: Tables, request: RequestOf<'prog_query'>, fault: FaultId | undefined): Reply {
  const { queryFlags } = request;
  if (queryFlags === 'UNKNOWN') return refused('EINVAL');
  const hook = tables.hook(request.hook);
  if (!hook.device.present) return refused('ENODEV');
  if (queryFlags !== 'none' || request.attachFlags) return refused('EINVAL');
  const { buffer } = request;
  const room = buffer === 'none' ? 0 : buffer;
  const short = room !== 0 && room < hook.count;
  const count = short && fault === 'query/truncated-count' ? room : hook.count;
  const view: Observation = { is: 'list', revision: hook.revision, count, slots: listed(hook, room) };
  return { outcome: short ? 'ENOSPC' : 'ok', view };
}
