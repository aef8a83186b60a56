import type { Again } from '../../family.ts';
import { arrayOf, callResult, isBehind, isKnown, ownResult } from './facts/array.ts';
import { acrossFrom, ranAt, targetOf } from './facts/walk.ts';
import type { Show } from './rules.ts';
import { isCgroup, type State, shownRevision } from './state.ts';
import {
  type Call,
  type HookName,
  NOTHING,
  type Packet,
  type ProgName,
  type Request,
  type RequestOf,
  request,
  type Slot,
  seesCalls,
  type View,
} from './vocabulary/index.ts';

/** What a sender gets, by what its rule lets become of its packet. */
const SENDER: Partial<Record<Show, Packet['sender']>> = { refused: 'ENOBUFS', denied: 'EPERM' };

/** What becomes of a packet at the hook that it comes to next. */
function onwards(ran: readonly ProgName[], next: HookName, again: Again): Packet {
  const later = again(request({ op: 'run', hook: next })) as View | undefined;
  if (later?.is !== 'packet') return { is: 'packet', ran, to: next, delivered: false, sender: 'ok' };
  const { ran: there, further = [], to = next, sender: _, ...end } = later;
  const legs = [...(there.length > 0 ? [{ hook: next, ran: there }] : []), ...further];
  return { ...end, ran, ...(legs.length > 0 ? { further: legs } : {}), to, sender: 'ok' };
}

/** What became of a packet, given what its rule lets become of it. */
function packet(what: Show, ran: readonly ProgName[]): Packet {
  return {
    is: 'packet',
    ran,
    delivered: what === 'delivered',
    ...(what === 'consumed' ? { consumed: true } : {}),
    sender: SENDER[what] ?? 'ok',
  };
}

/** The same at a list, from where it may go on. */
function packetAtList(what: Show, state: State, hook: HookName, again: Again): Packet {
  const ran = ranAt(state, hook);
  const target = targetOf(state, hook);
  if (what === 'redirected' && target !== 'none') return onwards(ran, target, again);
  const next = acrossFrom(state, hook);
  if (what === 'crosses' && next !== undefined) return onwards(ran, next, again);
  return packet(what, ran);
}

/** What a call came to, given who had the last word: the programs, or the kernel. */
function call(what: Show, state: State, made: RequestOf<'run'>): Call {
  const ran = arrayOf(state, made);
  const done = isKnown(state, made);
  if (what === 'carried-out') return { is: 'call', ran, result: ownResult(state, made), done };
  const result = what === 'denied' ? 'EPERM' : callResult(state, made);
  return { is: 'call', ran, result, done: done && isBehind(state, made.hook) };
}

/** What became of a packet or call for which no program runs. */
function unseen({ universe }: State, { hook }: RequestOf<'run'>): View {
  if (!seesCalls(universe.hooks[hook]!)) return packet('delivered', []);
  return { is: 'call', ran: [], result: 'ok', done: true };
}

/** What became of a packet or call. */
function outcomeOf(what: Show, state: State, made: RequestOf<'run'>, again: Again): View {
  if (what === 'nothing') return NOTHING;
  if (what === 'unseen') return unseen(state, made);
  if (seesCalls(state.universe.hooks[made.hook]!)) return call(what, state, made);
  if (isCgroup(state, made.hook)) return packet(what, arrayOf(state, made));
  return packetAtList(what, state, made.hook, again);
}

/** What a query writes, given what its rule lets it show. */
export function view(what: Show, state: State, made: Request, again: Again): View {
  if (made.op === 'run') return outcomeOf(what, state, made, again);
  if (what === 'nothing' || made.op !== 'prog_query') return NOTHING;
  const { slots, revision, mode, effective } = state.hooks[made.hook]!;
  const wanted = what === 'count' || what === 'bare-count' || made.buffer === 'none' ? 0 : made.buffer;
  const room = isCgroup(state, made.hook) ? wanted : Math.min(wanted, state.universe.capacity);
  if (!isCgroup(state, made.hook)) {
    const told = made.progAttachFlags ? slots : slots.map(({ prog, link }) => ({ prog, link }));
    const shown = shownRevision(state, made.hook);
    return { is: 'list', revision: shown, count: slots.length, slots: told.slice(0, room) };
  }
  const bare = (progs: readonly string[]) => progs.slice(0, room).map((prog): Slot => ({ prog, link: 'none' }));
  const told = state.keeping.effectiveTellsMode === true ? mode : 'NONE';
  if (made.queryFlags === 'EFFECTIVE')
    return { is: 'list', revision: 0, count: effective.length, slots: bare(effective), mode: told };
  const shown = what.startsWith('bare-') ? 0 : revision;
  return { is: 'list', revision: shown, count: slots.length, slots: bare(slots.map(({ prog }) => prog)), mode };
}
