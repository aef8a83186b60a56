import { acrossFrom, filterWalk, listWalk, reachesFilters, targetOf } from './facts/walk.ts';
import type { State } from './state.ts';
import type { HookName } from './vocabulary/index.ts';

/** The hook that a packet comes to from another, if any. */
function nextFrom(state: State, hook: HookName): HookName | undefined {
  const { end } = listWalk(state, hook);
  const filters = reachesFilters(end) ? filterWalk(state, hook).end : 'on';
  if (end === 'redirect' || filters === 'redirect') {
    const target = targetOf(state, hook);
    return target === 'none' ? undefined : target;
  }
  return end === 'drop' || filters !== 'on' ? undefined : acrossFrom(state, hook);
}

/** The egress hook that everything comes from which a device at the other end of a pair receives. */
function sourceOf({ universe }: State, hook: HookName): HookName | undefined {
  const place = universe.hooks[hook]!;
  if (place.kind !== 'tcx' || place.direction !== 'ingress') return undefined;
  const peers = Object.values(universe.hooks).flatMap((other) =>
    other.kind === 'tcx' && other.device === place.device && other.peer !== undefined ? [other.peer] : [],
  );
  return Object.keys(universe.hooks).find((name) => {
    const other = universe.hooks[name]!;
    return other.kind === 'tcx' && other.direction === 'egress' && peers.includes(other.device);
  });
}

/** Why no packet is sent at a hook, if so: it would come to a hook twice, or it cannot but come from another. */
export function strayPacket(state: State, hook: HookName): string | undefined {
  const source = sourceOf(state, hook);
  if (source !== undefined) return `run: what comes to ${hook} leaves a device at ${source}: expected that hook`;
  const met = new Set<HookName>();
  for (let at: HookName | undefined = hook; at !== undefined; at = nextFrom(state, at)) {
    if (met.has(at)) return `run: expected a packet that comes to no hook twice, and it would come to ${at} again`;
    met.add(at);
  }
  return undefined;
}
