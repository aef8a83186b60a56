import { fact } from '../rules.ts';
import { slotsOf } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

/** Whether the hook has a slot left. */
export const room = fact({
  field: 'room',
  values: ['free', 'full'],
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) =>
    slotsOf(state, hook).length < state.universe.capacity ? 'free' : 'full',
});
