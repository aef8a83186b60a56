import { fact } from '../rules.ts';
import { keepsEntry, slotsOf } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

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
