import { filterWalk, listWalk, reachesFilters } from './facts/walk.ts';
import type { Show } from './rules.ts';
import { isCgroup, type State, shownRevision } from './state.ts';
import { type HookName, NOTHING, type Packet, type Request, type Slot, type View } from './vocabulary/index.ts';

/** What became of a packet, given what its rule lets become of it. */
function packet(what: Show, state: State, hook: HookName): Packet {
  const { ran, end } = listWalk(state, hook);
  return {
    is: 'packet',
    ran: reachesFilters(end) ? [...ran, ...filterWalk(state, hook).ran] : ran,
    delivered: what === 'delivered',
    sender: what === 'refused' ? 'ENOBUFS' : 'ok',
  };
}

/** What a query writes, given what its rule lets it show. */
export function view(what: Show, state: State, request: Request): View {
  if (request.op === 'run') return what === 'nothing' ? NOTHING : packet(what, state, request.hook);
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
