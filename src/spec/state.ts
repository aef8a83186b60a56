import type {
  DeviceName,
  HookName,
  LinkName,
  Observation,
  ProgName,
  Relative,
  Slot,
  Universe,
} from './vocabulary/index.ts';
import { NOTHING } from './vocabulary/index.ts';

/** Where a link stands. `elsewhere`: a foreign link, on a hook that is not under test. */
export type LinkStatus =
  | { readonly is: 'absent' }
  | { readonly is: 'attached'; readonly hook: HookName }
  | { readonly is: 'defunct'; readonly prog: ProgName }
  | { readonly is: 'elsewhere'; readonly prog: ProgName };

/** The ordered slots of a hook and its revision. */
export interface HookState {
  readonly slots: readonly Slot[];
  readonly revision: number;
}

/** The whole state of the specification: plain frozen data, never changed in place. */
export interface State {
  readonly universe: Universe;
  readonly hooks: Readonly<Record<HookName, HookState>>;
  readonly links: Readonly<Record<LinkName, LinkStatus>>;
  /** The programs whose fd has been closed. */
  readonly closed: ReadonlySet<ProgName>;
  /** The devices that have been removed. */
  readonly gone: ReadonlySet<DeviceName>;
}

const ABSENT: LinkStatus = Object.freeze({ is: 'absent' });
export const EMPTY_HOOK: HookState = Object.freeze({ slots: Object.freeze([]), revision: 1 });

/** The state before the first request: everything loaded and open, the prefilled slots attached one after another. */
export function initialState(universe: Universe): State {
  const hooks: Record<HookName, HookState> = {};
  for (const hook of Object.keys(universe.hooks)) {
    const progs = universe.prefill[hook] ?? [];
    hooks[hook] = { slots: progs.map((prog) => ({ prog, link: 'none' })), revision: 1 + progs.length };
  }
  const links: Record<LinkName, LinkStatus> = {};
  for (const link of universe.links) links[link] = ABSENT;
  for (const [link, prog] of Object.entries(universe.foreignLinks)) links[link] = { is: 'elsewhere', prog };
  return { universe, hooks, links, closed: new Set(), gone: new Set() };
}

/** The slots of a hook; none once its device is gone. */
export function slotsOf(state: State, hook: HookName): readonly Slot[] {
  return state.hooks[hook]!.slots;
}

/** Whether the device under a hook has been removed. */
export function isGone(state: State, hook: HookName): boolean {
  const place = state.universe.hooks[hook]!;
  return place.kind !== 'cgroup' && state.gone.has(place.device);
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

/** How many references a link has: its open fd, which is the only thing that holds it. */
export function holdersOfLink(state: State, link: LinkName): number {
  return statusOf(state, link).is === 'absent' ? 0 : 1;
}

/** What a query with ample room shows. */
export function observe(state: State, hook: HookName): Observation {
  if (isGone(state, hook)) return NOTHING;
  const { slots, revision } = state.hooks[hook]!;
  return { is: 'list', revision, count: slots.length, slots };
}

/** The program that a relative stands for, if it names one that lives. */
export function progOfRelative(state: State, relative: Relative): ProgName | 'none' {
  if (relative.is === 'prog') return relative.name;
  return relative.is === 'link' ? progOfLink(state, relative.name) : 'none';
}
