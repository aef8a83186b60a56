import { arrayAt, isBehind, isKnown, ownResult, resultOf } from './facts/array.ts';
import { filterWalk, listWalk, reachesFilters } from './facts/walk.ts';
import type { Show } from './rules.ts';
import { isCgroup, type State, shownRevision } from './state.ts';
import {
  type Call,
  type HookName,
  NOTHING,
  type Packet,
  type Request,
  type RequestOf,
  type Slot,
  seesCalls,
  type View,
} from './vocabulary/index.ts';

/** What a sender gets, by what its rule lets become of its packet. */
const SENDER: Partial<Record<Show, Packet['sender']>> = { refused: 'ENOBUFS', denied: 'EPERM' };

/** What became of a packet, given what its rule lets become of it. */
function packet(what: Show, ran: readonly string[]): Packet {
  return { is: 'packet', ran, delivered: what === 'delivered', sender: SENDER[what] ?? 'ok' };
}

/** The programs that run for a packet: those of a list as far as it is walked, and the filters behind it; at a cgroup all. */
function ranFor(state: State, hook: HookName): readonly string[] {
  if (isCgroup(state, hook)) return arrayAt(state, hook);
  const { ran, end } = listWalk(state, hook);
  return reachesFilters(end) ? [...ran, ...filterWalk(state, hook).ran] : ran;
}

/** What a call came to, given who had the last word: the programs, or the kernel. */
function call(what: Show, state: State, request: RequestOf<'run'>): Call {
  const ran = arrayAt(state, request.hook);
  const done = isKnown(state, request);
  if (what === 'carried-out') return { is: 'call', ran, result: ownResult(state, request), done };
  const result = what === 'denied' ? 'EPERM' : resultOf(state, request);
  return { is: 'call', ran, result, done: done && isBehind(state, request.hook) };
}

/** What became of a packet or call. */
function outcomeOf(what: Show, state: State, request: RequestOf<'run'>): View {
  if (what === 'nothing') return NOTHING;
  if (seesCalls(state.universe.hooks[request.hook]!)) return call(what, state, request);
  return packet(what, ranFor(state, request.hook));
}

/** What a query writes, given what its rule lets it show. */
export function view(what: Show, state: State, request: Request): View {
  if (request.op === 'run') return outcomeOf(what, state, request);
  if (what === 'nothing' || request.op !== 'prog_query') return NOTHING;
  const { slots, revision, mode, effective } = state.hooks[request.hook]!;
  const wanted = what === 'count' || what === 'bare-count' || request.buffer === 'none' ? 0 : request.buffer;
  const room = isCgroup(state, request.hook) ? wanted : Math.min(wanted, state.universe.capacity);
  if (!isCgroup(state, request.hook)) {
    const told = request.progAttachFlags ? slots : slots.map(({ prog, link }) => ({ prog, link }));
    const shown = shownRevision(state, request.hook);
    return { is: 'list', revision: shown, count: slots.length, slots: told.slice(0, room) };
  }
  const bare = (progs: readonly string[]) => progs.slice(0, room).map((prog): Slot => ({ prog, link: 'none' }));
  const told = state.keeping.effectiveTellsMode === true ? mode : 'NONE';
  if (request.queryFlags === 'EFFECTIVE')
    return { is: 'list', revision: 0, count: effective.length, slots: bare(effective), mode: told };
  const shown = what.startsWith('bare-') ? 0 : revision;
  return { is: 'list', revision: shown, count: slots.length, slots: bare(slots.map(({ prog }) => prog)), mode };
}
