import { flagFact } from '../../../flag-fact.ts';
import { fact } from '../rules.ts';
import type { Flags, Request } from '../vocabulary/index.ts';

type Flagged = Request & { flags: Flags };

export const REPLACE = flagFact('REPLACE');
export const BEFORE = flagFact('BEFORE');
export const AFTER = flagFact('AFTER');

/** Whether a flag is set that a command does not know; it knows these. */
export const unknownFlag = (known: readonly string[]) =>
  fact({
    field: 'unknownFlag',
    values: [false, true],
    reads: ['flags'],
    stateless: true,
    tell: (_, { flags }: Flagged) => flags.some((flag) => !known.includes(flag)),
  });

/** The flags of a request, for a command that knows REPLACE, BEFORE and AFTER. */
export const FLAGS = [unknownFlag(['REPLACE', 'BEFORE', 'AFTER']), REPLACE, BEFORE, AFTER] as const;
