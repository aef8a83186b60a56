import { fact } from '../rules.ts';
import { isGone } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

/** Whether the device of the hook is there. */
export const device = fact({
  field: 'device',
  values: ['present', 'gone'],
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) => (isGone(state, hook) ? 'gone' : 'present'),
});
