import { modeOf } from '../effects.ts';
import { fact } from '../rules.ts';
import type { State } from '../state.ts';
import type { Flags, HookName, Request } from '../vocabulary/index.ts';

/** The mode that the flags of an attach ask for. */
export const mode = fact({
  field: 'mode',
  values: ['NONE', 'OVERRIDE', 'MULTI', 'both'],
  reads: ['flags'],
  tell: (_, { flags }: Request & { flags: Flags }) =>
    flags.includes('ALLOW_OVERRIDE') && flags.includes('ALLOW_MULTI') ? 'both' : modeOf(flags),
});

const VALUES = ['empty', 'same-mode', 'other-mode'] as const;

function listOf(state: State, hook: HookName, asked: string): (typeof VALUES)[number] {
  const at = state.hooks[hook]!;
  if (at.slots.length === 0) return 'empty';
  return at.mode === asked ? 'same-mode' : 'other-mode';
}

/** Whether the list is empty, or in which relation its mode is to that of an attach. */
export const list = fact({
  field: 'list',
  values: VALUES,
  reads: ['flags'],
  tell: (state, { hook, flags }: Request & { hook: HookName; flags: Flags }) => listOf(state, hook, modeOf(flags)),
});

/** The same for a link: it is always attached in MULTI mode. */
export const listOfLink = fact({
  field: 'list',
  values: VALUES,
  reads: ['hook'],
  tell: (state, { hook }: Request & { hook: HookName }) => listOf(state, hook, 'MULTI'),
});
