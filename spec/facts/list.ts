import type { Aspect } from '../rule.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

/** A hook has an entry while it has slots, or for good where the device has a clsact qdisc. */
export const LIST_DOMAIN = { list: ['no-entry', 'empty', 'some'] } as const;

/** Whether a clsact qdisc keeps the entry of an empty hook. */
export function keepsEntry({ universe }: State, hook: HookName): boolean {
  const place = universe.hooks[hook]!;
  return place.kind === 'tcx' && place.clsact;
}

/** Whether the hook has slots, and an entry. */
export const listAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['list'],
  part: (state, { hook }) => {
    if (slotsOf(state, hook).length > 0) return { list: 'some' };
    return { list: keepsEntry(state, hook) ? 'empty' : 'no-entry' };
  },
};
