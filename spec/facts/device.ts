import type { Aspect } from '../rule.ts';
import { isGone } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

export const DEVICE_DOMAIN = { device: ['present', 'gone'] } as const;

/** Whether the device of the hook is there. */
export const deviceAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['device'],
  part: (state, { hook }) => ({ device: isGone(state, hook) ? 'gone' : 'present' }),
};
