import { fact } from '../rules.ts';
import { filtersBehind, isGone, type State, slotsOf } from '../state.ts';
import { beyond, type HookName, NEXT, type ProgName, type RequestOf, verdictOf } from '../vocabulary/index.ts';

/** Verdicts of a list of mprog. Source: include/uapi/linux/bpf.h (enum tcx_action_base, enum netkit_action), v6.18. */
const ENDS: Readonly<Record<number, 'pass' | 'drop' | 'redirect'>> = { 0: 'pass', 2: 'drop', 7: 'redirect' };

/** Actions of classic tc by direct action; any other value is as UNSPEC. Source: include/uapi/linux/pkt_cls.h, v6.18. */
const ACTIONS: Readonly<Record<number, FilterEnd>> = { 0: 'on', 2: 'shot', 4: 'stolen', 7: 'redirect', 8: 'stolen' };

/** How the walk over classic filters ends. */
type FilterEnd = 'on' | 'shot' | 'stolen' | 'redirect';

/** Who ran, in order, and how it ended. */
interface Walk<End> {
  readonly ran: readonly ProgName[];
  readonly end: End;
}

/** The walk over a list: NEXT goes on, every other verdict ends it. */
export function listWalk(state: State, hook: HookName): Walk<'through' | 'pass' | 'drop' | 'redirect' | 'unknown'> {
  const ran: ProgName[] = [];
  for (const { prog } of slotsOf(state, hook)) {
    ran.push(prog);
    const verdict = verdictOf(state.universe, prog);
    if (verdict !== NEXT) return { ran, end: ENDS[verdict] ?? 'unknown' };
  }
  return { ran, end: 'through' };
}

/**
 * The walk over the classic filters behind a list: by priority, to the first that decides. Without direct action 0 is no
 * match, and a match that has no action lets the packet go on.
 */
export function filterWalk(state: State, hook: HookName): Walk<FilterEnd> {
  const ran: ProgName[] = [];
  for (const { prog, direct } of filtersBehind(state, hook)) {
    ran.push(prog);
    const verdict = verdictOf(state.universe, prog);
    const end = direct ? ACTIONS[verdict] : verdict === 0 ? undefined : 'on';
    if (end !== undefined) return { ran, end };
  }
  return { ran, end: 'on' };
}

/** Whether classic tc is reached after a walk over the list. */
export const reachesFilters = (end: ReturnType<typeof listWalk>['end']) => end === 'through' || end === 'unknown';

/** Everybody who runs at a hook: the list, and the filters that get the packet behind it. */
export function ranAt(state: State, hook: HookName): readonly ProgName[] {
  const { ran, end } = listWalk(state, hook);
  return reachesFilters(end) ? [...ran, ...filterWalk(state, hook).ran] : ran;
}

/** The hook that a packet is redirected to: what the last of those that ran and called bpf_redirect asked for, while that is there. */
export function targetOf(state: State, hook: HookName): HookName | 'none' {
  const { redirects } = state.universe;
  const last = ranAt(state, hook).findLast((prog) => redirects[prog] !== undefined);
  const asked = last === undefined ? 'none' : redirects[last]!;
  return asked === 'none' || isGone(state, asked) ? 'none' : asked;
}

/** The hook that a packet comes to when it leaves a device, if there is one at the other end. */
export function acrossFrom({ universe }: State, hook: HookName): HookName | undefined {
  const place = universe.hooks[hook]!;
  return place.kind === 'tcx' && place.direction === 'egress' ? beyond(universe, place.device) : undefined;
}

/** How the walk over the list ends: with a verdict, or after the last slot. */
export const walk = fact({
  field: 'walk',
  values: ['through', 'pass', 'drop', 'redirect', 'unknown'],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => listWalk(state, hook).end,
});

/** What the classic filters make of a packet that gets to them: it goes on, is dropped, consumed or redirected. */
export const classic = fact({
  field: 'classic',
  values: ['on', 'shot', 'stolen', 'redirect'],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => filterWalk(state, hook).end,
});

/** Whether a program that ran has called bpf_redirect for a device that exists. */
export const target = fact({
  field: 'target',
  values: ['none', 'hook'],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => (targetOf(state, hook) === 'none' ? 'none' : 'hook'),
});

/** Whether what leaves the device there comes to a list at the other end. */
export const across = fact({
  field: 'across',
  values: [false, true],
  reads: ['hook'],
  tell: (state, { hook }: RequestOf<'run'>) => acrossFrom(state, hook) !== undefined,
});

/** Whether the packet is on its way out, where its sender can still get an error. */
export const way = fact({
  field: 'way',
  values: ['in', 'out'],
  reads: ['hook'],
  tell: ({ universe }, { hook }: RequestOf<'run'>) => {
    const place = universe.hooks[hook]!;
    return place.kind === 'tcx' && place.direction === 'egress' ? 'out' : 'in';
  },
});
