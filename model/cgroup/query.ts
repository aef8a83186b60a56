import {
  NOTHING,
  type Observation,
  type Reply,
  type RequestOf,
  type Slot,
} from '../../spec/families/slots/vocabulary/index.ts';
import { hookNamed } from '../machine/lookup.ts';
import { mayAdminister } from '../machine/lower.ts';
import type { Prog } from '../machine/objects.ts';
import { EINVAL, ENOENT, EPERM, UNDEFINED } from '../machine/replies.ts';
import { type Cgroup, type Entry, progOf } from './cgroup.ts';
import { realProgs } from './stand-in.ts';
import type { System } from './system.ts';

/** BPF_PROG_QUERY. */
export function progQuery(system: System, request: RequestOf<'prog_query'>): Reply {
  const { queryFlags, caller, attr } = request;
  const isLate = system.fault === 'query/flags-before-capability';
  if (isLate && queryFlags === 'UNKNOWN') return EINVAL;
  if (system.fault !== 'query/anybody' && !mayAdminister(caller)) return EPERM;
  if (queryFlags === 'UNKNOWN') return EINVAL;
  const cgroup = hookNamed(system, request.hook);
  if (!cgroup.present) return ENOENT;
  const isEffective = queryFlags === 'EFFECTIVE';
  // Only the attach flags of a cgroup's own programs could be told. Linux 5.6 has no such buffer.
  if (isEffective && system.differences.ordered && request.progAttachFlags) return EINVAL;
  const { buffer } = request;
  const room = buffer === 'none' ? 0 : buffer;
  const progs = isEffective ? realProgs(cgroup.effective) : cgroup.entries.map(progOf);
  const isShort = room > 0 && room < progs.length;
  // Where the attribute has no room for it, the revision was written behind.
  if (attr === 'short' && system.differences.writesPastQuery) return UNDEFINED;
  const view: Observation = {
    is: 'list',
    revision: isEffective || attr === 'short' ? 0 : shownRevision(system, cgroup),
    count: isShort && system.fault === 'query/truncated-count' ? room : progs.length,
    slots: progs.slice(0, room).map(plainSlot),
    mode: isEffective && !system.differences.effectiveTellsMode ? 'NONE' : cgroup.modeName,
  };
  return { outcome: isShort && system.fault !== 'query/small-buffer-ok' ? 'ENOSPC' : 'ok', view };
}

/** What two queries with ample room show of a cgroup: its list, and what runs there. */
export function observeCgroup(system: System, cgroup: Cgroup): Observation {
  return show(system, cgroup, (entry) => plainSlot(progOf(entry)));
}

/** The same with the link and the flags of every entry, which no query tells. */
export function lookAtCgroup(system: System, cgroup: Cgroup): Observation {
  return show(system, cgroup, fullSlot);
}

function show(system: System, cgroup: Cgroup, slotOf: (entry: Entry) => Slot): Observation {
  if (!cgroup.present) return NOTHING;
  return {
    is: 'list',
    revision: shownRevision(system, cgroup),
    count: cgroup.entries.length,
    slots: cgroup.entries.map(slotOf),
    mode: cgroup.modeName,
    effective: realProgs(cgroup.effective).map(({ name }) => name),
  };
}

/** Without revisions, the field stays 0. */
function shownRevision(system: System, cgroup: Cgroup): number {
  return system.differences.ordered ? cgroup.revision : 0;
}

function plainSlot(prog: Prog): Slot {
  return { prog: prog.name, link: 'none' };
}

function fullSlot(entry: Entry): Slot {
  const prog = progOf(entry).name;
  const link = entry.link === null ? 'none' : entry.link.name;
  return entry.preorder ? { prog, link, flags: ['PREORDER'] } : { prog, link };
}
