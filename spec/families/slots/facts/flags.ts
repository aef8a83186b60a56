import { fact } from '../../../rule.ts';
import type { Flag, Flags, Request } from '../vocabulary/index.ts';

type Flagged = Request & { flags: Flags };

/** Whether a flag is set. */
export const isSet = <const F extends Flag>(flag: F) =>
  fact({ field: flag, values: [false, true], reads: ['flags'], tell: (_, { flags }: Flagged) => flags.includes(flag) });

export const REPLACE = isSet('REPLACE');
export const BEFORE = isSet('BEFORE');
export const AFTER = isSet('AFTER');

/** Whether a flag is set that a command does not know; it knows these. */
export const unknownFlag = (known: readonly string[]) =>
  fact({
    field: 'unknownFlag',
    values: [false, true],
    reads: ['flags'],
    tell: (_, { flags }: Flagged) => flags.some((flag) => !known.includes(flag)),
  });

/** The flags of a request, for a command that knows REPLACE, BEFORE and AFTER. */
export const FLAGS = [unknownFlag(['REPLACE', 'BEFORE', 'AFTER']), REPLACE, BEFORE, AFTER] as const;
