import { flagFact, flagsOf } from '../../../flag-fact.ts';
import { fact } from '../rules.ts';
import { type Flag, type Flags, MODE_FLAGS, type Request } from '../vocabulary/index.ts';

type WithFlags = Request & { readonly flags: Flags };

export const REPLACE = flagFact('REPLACE');
export const UPDATE_IF_NOEXIST = flagFact('UPDATE_IF_NOEXIST');
export const UNKNOWN = flagFact('UNKNOWN');

const others = (flags: readonly string[], known: readonly Flag[]) =>
  flags.some((flag) => !(known as readonly string[]).includes(flag));

/** Whether there is a flag that asks for no mode, in a command that takes no other. */
export const noModeFlag = fact({
  field: 'noModeFlag',
  values: [false, true],
  reads: ['flags'],
  stateless: true,
  tell: (_, request: WithFlags) => others(flagsOf(request), MODE_FLAGS),
});

/** Whether there is a flag that is not REPLACE, in a command that takes no other. */
export const notReplace = fact({
  field: 'notReplace',
  values: [false, true],
  reads: ['flags'],
  stateless: true,
  tell: (_, request: WithFlags) => others(flagsOf(request), ['REPLACE']),
});

/** Whether more than one mode is asked for. */
export const severalModes = fact({
  field: 'severalModes',
  values: [false, true],
  reads: ['flags'],
  stateless: true,
  tell: (_, { flags }: WithFlags) => MODE_FLAGS.filter((flag) => flags.includes(flag)).length > 1,
});
