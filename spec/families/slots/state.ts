import { z } from 'zod';
import { shown } from '../../shown.ts';
import { withFields } from '../../with-fields.ts';
import type {
  DeviceName,
  DeviceState,
  Domain,
  Filter,
  Hook,
  HookName,
  LinkName,
  Mode,
  Observation,
  ProgName,
  Qdisc,
  Relative,
  Slot,
  SocketName,
  Universe,
} from './vocabulary/index.ts';
import { filtersAt, NOTHING, type ProgType, SlotFlag, takenBy } from './vocabulary/index.ts';

/** Where a link stands. `elsewhere`: a foreign link, on a hook that is not under test. */
export type LinkStatus =
  | { readonly is: 'absent' }
  | { readonly is: 'attached'; readonly hook: HookName }
  | { readonly is: 'defunct'; readonly prog: ProgName }
  | { readonly is: 'elsewhere'; readonly prog: ProgName };

/** What holds a link: so many open fds, and a pin on a bpffs. */
export interface Holders {
  readonly fds: number;
  readonly pinned: boolean;
}

/** The ordered slots of a hook and its revision; of a cgroup also its mode and the programs that run there. */
export interface HookState {
  readonly slots: readonly Slot[];
  readonly revision: number;
  /** What the first attach said; NONE where nothing is attached, and on every hook that is no cgroup. */
  readonly mode: Mode;
  /** The programs that run at a cgroup, in order; empty on every other hook. */
  readonly effective: readonly ProgName[];
  /** Where in the array that runs there a stand-in is left, which no query shows; see `stand-ins.ts`. */
  readonly standIns?: readonly number[];
}

/** An open socket: the cgroup that it was made in, by its hook or, once that is dying, by the name that it has then. */
export interface SocketState {
  readonly hook: HookName;
  readonly domain: Domain;
}

/** A cgroup that was removed and is held by sockets: the hook that it was of, and the cgroup above it, which may be dying too. */
export interface DyingCgroup {
  readonly hook: HookName;
  readonly parent: HookName | 'none';
}

/** What the slots of a semantics keep, and how its revisions count. */
export const Keeping = z.strictObject({
  /** The flags of a request that its slot keeps. */
  slotFlags: z.array(SlotFlag).readonly(),
  /** The width of a revision; a narrow one skips 0 when it wraps. 0: there is none, and it reads 0. */
  revisionBits: z.union([z.literal(0), z.literal(32), z.literal(64)], {
    error: ({ input }) => `expected 0, 32 or 64, found ${shown(input)}`,
  }),
  /** Whether a query of what runs at a cgroup tells the mode of its list too. */
  effectiveTellsMode: z.boolean().exactOptional(),
});
export type Keeping = Readonly<z.output<typeof Keeping>>;

/** The whole state of the specification: plain frozen data, never changed in place. */
export interface State {
  readonly universe: Universe;
  readonly keeping: Keeping;
  /** Every hook, and every dying cgroup under a name of its own. */
  readonly hooks: Readonly<Record<HookName, HookState>>;
  readonly links: Readonly<Record<LinkName, LinkStatus>>;
  /** What holds each link that exists, where that is not one fd alone. */
  readonly held: Readonly<Record<LinkName, Holders>>;
  /** The programs whose fd has been closed. */
  readonly closed: ReadonlySet<ProgName>;
  /** The devices that have been removed, or the cgroups, by their hooks. */
  readonly gone: ReadonlySet<DeviceName | HookName>;
  /** The qdisc of every device that runs classic filters, if it has one. */
  readonly qdiscs: Readonly<Record<DeviceName, Qdisc | 'none'>>;
  /** The devices that lost their classic filters, with the qdisc that had them. */
  readonly unfiltered: ReadonlySet<DeviceName>;
  /** The sockets that are open. */
  readonly sockets: Readonly<Record<SocketName, SocketState>>;
  readonly dying: Readonly<Record<HookName, DyingCgroup>>;
}

/** A link that does not exist. */
export const ABSENT: LinkStatus = Object.freeze({ is: 'absent' });

/** A state in which some hooks are otherwise. */
export function withHooks(state: State, hooks: State['hooks']): State {
  return withFields(state, { hooks: withFields(state.hooks, hooks) });
}

/** A hook on which nothing was ever attached. */
export function emptyHook(universe: Universe, { revisionBits }: Keeping): HookState {
  return { slots: [], revision: revisionBits === 0 ? 0 : universe.revision, mode: 'NONE', effective: [] };
}

/** The revision after another one. */
export function nextRevision({ revisionBits }: Keeping, revision: number): number {
  if (revisionBits === 0) return 0;
  const next = revision + 1;
  return revisionBits === 32 && next > 0xffffffff ? 1 : next;
}

/** The slots of a hook; none once its device or cgroup is gone. */
export function slotsOf(state: State, hook: HookName): readonly Slot[] {
  return state.hooks[hook]!.slots;
}

/** The program type that the hooks of a universe take: they are all of one kind. */
export function takenType({ universe }: State): ProgType {
  const [hook] = Object.values(universe.hooks);
  return takenBy(hook!);
}

/** Where a hook is, or a dying cgroup. */
export function placeOf({ universe, dying }: State, hook: HookName): Hook {
  const own = universe.hooks[hook];
  if (own !== undefined) return own;
  const { hook: was, parent } = dying[hook]!;
  return { ...universe.hooks[was]!, parent } as Hook;
}

/** Whether the device or cgroup of a hook has been removed. */
export function isGone(state: State, hook: HookName): boolean {
  const place = placeOf(state, hook);
  if (place.kind === 'cgroup') return state.gone.has(hook);
  return !(place.kind === 'netkit' && place.by === 'other') && state.gone.has(place.device);
}

/** Whether a qdisc of a kind runs filters in a direction, and so keeps the entry of that hook. */
export const covers = (qdisc: Qdisc | 'none', direction: 'ingress' | 'egress'): boolean =>
  qdisc === 'clsact' || qdisc === direction;

/** Whether a qdisc, or a netkit device, keeps what an empty hook had. */
export function keepsEntry(state: State, hook: HookName): boolean {
  const { qdiscs } = state;
  const place = placeOf(state, hook);
  return place.kind === 'netkit' || (place.kind === 'tcx' && covers(qdiscs[place.device]!, place.direction));
}

/** What there is of a device. */
export function deviceState({ gone, qdiscs }: State, device: DeviceName): DeviceState {
  if (gone.has(device)) return 'gone';
  const qdisc = qdiscs[device] ?? 'none';
  return qdisc === 'none' ? 'plain' : qdisc;
}

/** The classic filters behind a hook, in the order they run. */
export function filtersBehind({ universe, unfiltered }: State, hook: HookName): readonly Filter[] {
  const place = universe.hooks[hook]!;
  return place.kind === 'tcx' && unfiltered.has(place.device) ? [] : filtersAt(universe, hook);
}

/** Whether requests pass the ifindex that a hook is to be named by. */
export function isMisnamed(state: State, hook: HookName): boolean {
  const place = placeOf(state, hook);
  return place.kind === 'netkit' && place.by !== 'primary';
}

/** Whether a hook has a revision that no query shows: that of netkit is kept when the list is empty, and not looked at. */
export function hidesRevision(state: State, hook: HookName): boolean {
  const { universe, hooks } = state;
  const { slots, revision } = hooks[hook]!;
  return placeOf(state, hook).kind === 'netkit' && slots.length === 0 && revision !== universe.revision;
}

/** Whether a qdisc that came later keeps the count of an empty list, which starts over where it goes. */
export function keepsCount(state: State, hook: HookName): boolean {
  const { universe, hooks, qdiscs } = state;
  const { slots, revision } = hooks[hook]!;
  const place = placeOf(state, hook);
  if (place.kind !== 'tcx' || slots.length > 0 || revision === universe.revision) return false;
  return !place.clsact && covers(qdiscs[place.device]!, place.direction);
}

/** The revision that a query shows. */
export function shownRevision(state: State, hook: HookName): number {
  return hidesRevision(state, hook) ? state.universe.revision : state.hooks[hook]!.revision;
}

export function statusOf(state: State, link: LinkName): LinkStatus {
  return state.links[link] ?? ABSENT;
}

/** The slot a program is in, or -1. */
export function slotOfProg(state: State, hook: HookName, prog: ProgName): number {
  return slotsOf(state, hook).findIndex((slot) => slot.prog === prog);
}

/** The slot a link is in, or -1. */
export function slotOfLink(state: State, hook: HookName, link: LinkName): number {
  return slotsOf(state, hook).findIndex((slot) => slot.link === link);
}

/** The program of a link that exists, or `none`. */
export function progOfLink(state: State, link: LinkName): ProgName | 'none' {
  const status = statusOf(state, link);
  if (status.is === 'absent') return 'none';
  if (status.is !== 'attached') return status.prog;
  return slotsOf(state, status.hook)[slotOfLink(state, status.hook, link)]?.prog ?? 'none';
}

/** How many references a program has: its open fd, each slot without link, each link. It lives while there is one. */
export function holdersOfProg(state: State, prog: ProgName): number {
  let holders = state.closed.has(prog) ? 0 : 1;
  for (const hook of Object.keys(state.hooks))
    for (const slot of slotsOf(state, hook)) if (slot.prog === prog && slot.link === 'none') holders += 1;
  for (const link of Object.keys(state.links)) if (progOfLink(state, link) === prog) holders += 1;
  return holders;
}

const ONE_FD: Holders = Object.freeze({ fds: 1, pinned: false });
const NOBODY: Holders = Object.freeze({ fds: 0, pinned: false });

/** What holds a link. */
export function holdersOf({ links, held }: State, link: LinkName): Holders {
  return (links[link] ?? ABSENT).is === 'absent' ? NOBODY : (held[link] ?? ONE_FD);
}

/** How many references a link has: its open fds, and its pin. A slot has none. */
export function holdersOfLink(state: State, link: LinkName): number {
  const { fds, pinned } = holdersOf(state, link);
  return fds + (pinned ? 1 : 0);
}

/** Whether a hook is that of a cgroup. */
export function isCgroup(state: State, hook: HookName): boolean {
  return placeOf(state, hook).kind === 'cgroup';
}

/** Everything there is to see of a hook: its slots with their links and flags. */
export function look(state: State, hook: HookName): Observation {
  if (isGone(state, hook) || isMisnamed(state, hook)) return NOTHING;
  const { slots, mode, effective } = state.hooks[hook]!;
  const revision = shownRevision(state, hook);
  const count = slots.length;
  return isCgroup(state, hook)
    ? { is: 'list', revision, count, slots, mode, effective }
    : { is: 'list', revision, count, slots };
}

/**
 * What a query with ample room shows: of a cgroup neither links nor the flags of slots; of a list that is longer than the
 * array takes, which only a faulty semantics lets happen, no more than the array should have.
 */
export function observe(state: State, hook: HookName): Observation {
  const seen = look(state, hook);
  if (seen.is === 'nothing') return seen;
  const { capacity } = state.universe;
  if (!isCgroup(state, hook))
    return seen.count > capacity ? withFields(seen, { slots: seen.slots.slice(0, capacity) }) : seen;
  return withFields(seen, { slots: seen.slots.map(({ prog }): Slot => ({ prog, link: 'none' })) });
}

/** The program that a relative stands for, if it names one that lives. */
export function progOfRelative(state: State, relative: Relative): ProgName | 'none' {
  if (relative.is === 'prog') return relative.name;
  return relative.is === 'link' ? progOfLink(state, relative.name) : 'none';
}
