import { modeOf } from '../effects.ts';
import type { Aspect } from '../rule.ts';
import type { State } from '../state.ts';
import type { Flags, HookName, Request } from '../vocabulary/index.ts';

export const MODE_DOMAIN = { mode: ['NONE', 'OVERRIDE', 'MULTI', 'both'] } as const;

/** The mode that the flags of an attach ask for. */
export const modeAspect: Aspect<Request & { flags: Flags }> = {
  reads: ['flags'],
  tells: ['mode'],
  part: (_, { flags }) => ({
    mode: flags.includes('ALLOW_OVERRIDE') && flags.includes('ALLOW_MULTI') ? 'both' : modeOf(flags),
  }),
};

/** Whether a list is empty, or in which relation its mode is to that of a request. */
export const MODE_LIST_DOMAIN = { list: ['empty', 'same-mode', 'other-mode'] } as const;

function listOf(state: State, hook: HookName, mode: string): { list: (typeof MODE_LIST_DOMAIN.list)[number] } {
  const at = state.hooks[hook]!;
  if (at.slots.length === 0) return { list: 'empty' };
  return { list: at.mode === mode ? 'same-mode' : 'other-mode' };
}

/** The list, and the mode of an attach. */
export const modeListAspect: Aspect<Request & { hook: HookName; flags: Flags }> = {
  reads: ['flags'],
  tells: ['list'],
  part: (state, { hook, flags }) => listOf(state, hook, modeOf(flags)),
};

/** The list, and a link: it is always attached in MULTI mode. */
export const linkModeListAspect: Aspect<Request & { hook: HookName }> = {
  reads: ['hook'],
  tells: ['list'],
  part: (state, { hook }) => listOf(state, hook, 'MULTI'),
};
