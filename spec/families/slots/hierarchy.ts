import { flattened } from '../../flattened.ts';
import { type HookState, isGone, placeOf, type State, withHooks } from './state.ts';
import type { HookName, LinkName, ProgName } from './vocabulary/index.ts';

/** A cgroup's hook and those of its ancestors, nearest first. */
export function lineage(state: State, hook: HookName): readonly HookName[] {
  const line: HookName[] = [];
  for (let at = hook; at !== 'none'; ) {
    line.push(at);
    const place = placeOf(state, at);
    at = place.kind === 'cgroup' ? place.parent : 'none';
  }
  return line;
}

/** A cgroup's hook and those of all its descendants, dying ones among them. */
export function subtree(state: State, hook: HookName): readonly HookName[] {
  return Object.keys(state.hooks).filter((each) => lineage(state, each).includes(hook));
}

/**
 * The levels that take part in the effective list of a cgroup, nearest first: an ancestor does only if nothing was
 * collected before it, or if it is in MULTI mode.
 */
export function contributing(state: State, hook: HookName): readonly HookState[] {
  const levels: HookState[] = [];
  for (const each of lineage(state, hook)) {
    const level = state.hooks[each]!;
    const collected = levels.some(({ slots }) => slots.length > 0);
    if (!collected || level.mode === 'MULTI') levels.push(level);
  }
  return levels;
}

/**
 * The programs that run at a cgroup, in order: PREORDER ones first, those of the furthest ancestor in front; then the
 * others, those of the cgroup itself in front.
 */
export function effectiveOf(state: State, hook: HookName): readonly ProgName[] {
  const levels = contributing(state, hook);
  const progs = (level: HookState, preorder: boolean) =>
    level.slots.filter(({ flags }) => (flags?.includes('PREORDER') ?? false) === preorder).map(({ prog }) => prog);
  return [
    ...flattened(levels.toReversed(), (level) => progs(level, true)),
    ...flattened(levels, (level) => progs(level, false)),
  ];
}

/** The cgroups right below another one that are there. */
export function childrenOf(state: State, hook: HookName): readonly HookName[] {
  return Object.entries(state.universe.hooks).flatMap(([name, place]) =>
    place.kind === 'cgroup' && place.parent === hook && !isGone(state, name) ? [name] : [],
  );
}

/** A cgroup whose array of what runs was made anew: nothing stands in for anything. */
function madeAnew(before: HookState, effective: readonly ProgName[]): HookState {
  const { slots, revision, mode } = before;
  return { slots, revision, mode, effective };
}

/** A state in which the effective lists of some cgroups have been worked out anew; one that is gone runs nothing. */
export function withEffective(state: State, hooks: readonly HookName[]): State {
  const changed = hooks
    .filter((hook) => placeOf(state, hook).kind === 'cgroup' && !isGone(state, hook))
    .map((hook) => [hook, madeAnew(state.hooks[hook]!, effectiveOf(state, hook))] as const);
  return changed.length === 0 ? state : withHooks(state, Object.fromEntries(changed));
}

/**
 * Where a link would be in the effective list of a cgroup if no slot were PREORDER: the count of slots in front of it, in
 * list order, over the levels that take part. Right only where none is.
 */
export function countedPlace(state: State, hook: HookName, link: LinkName): number {
  return contributing(state, hook)
    .flatMap(({ slots }) => slots)
    .findIndex((slot) => slot.link === link);
}
