import { lineage } from '../hierarchy.ts';
import type { Aspect } from '../rule.ts';
import type { State } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';
import { ROOM_DOMAIN, roomOf } from './room.ts';

export const CGROUP_DOMAIN = {
  /** Whether the cgroups above let anything be attached. */
  hierarchy: ['allows', 'forbids'],
  ...ROOM_DOMAIN,
} as const;

/** The nearest ancestor that is in MULTI mode or has a program decides: any mode but NONE allows. */
function hierarchyAllows(state: State, hook: HookName): boolean {
  for (const ancestor of lineage(state, hook).slice(1)) {
    const { mode, slots } = state.hooks[ancestor]!;
    if (mode === 'MULTI') return true;
    if (slots.length > 0) return mode === 'OVERRIDE';
  }
  return true;
}

/** What the cgroup itself and those above say of an attach. */
export const cgroupAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['hierarchy', 'room'],
  part: (state, { hook }) => ({
    hierarchy: hierarchyAllows(state, hook) ? 'allows' : 'forbids',
    room: roomOf(state, hook),
  }),
};
