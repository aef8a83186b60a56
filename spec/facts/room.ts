import type { Aspect } from '../rule.ts';
import { type State, slotsOf } from '../state.ts';
import type { HookName, Request } from '../vocabulary/index.ts';

export const ROOM_DOMAIN = { room: ['free', 'full'] } as const;

/** Whether the hook has a slot left. */
export function roomOf(state: State, hook: HookName): 'free' | 'full' {
  return slotsOf(state, hook).length < state.universe.capacity ? 'free' : 'full';
}

export const roomAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['room'],
  part: (state, { hook }) => ({ room: roomOf(state, hook) }),
};
