import { fact } from '../rules.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

/** Whether a clsact qdisc, or a netkit device, keeps what an empty hook had. */
export function keepsEntry({ universe }: State, hook: HookName): boolean {
  const place = universe.hooks[hook]!;
  return place.kind === 'netkit' || (place.kind === 'tcx' && place.clsact);
}

/**
 * Whether the hook has slots, and an entry: it has one while it has slots, or for good where the device has a clsact
 * qdisc, or is one of netkit.
 */
export const list = fact({
  field: 'list',
  values: ['no-entry', 'empty', 'some'],
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) => {
    if (slotsOf(state, hook).length > 0) return 'some';
    return keepsEntry(state, hook) ? 'empty' : 'no-entry';
  },
});
