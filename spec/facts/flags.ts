import type { Aspect } from '../rule.ts';
import type { Flags, Request } from '../vocabulary/index.ts';

/** Whether REPLACE, BEFORE and AFTER are set, and whether a flag that the command does not know is. */
export const FLAG_DOMAIN = {
  unknownFlag: [false, true],
  REPLACE: [false, true],
  BEFORE: [false, true],
  AFTER: [false, true],
} as const;

/** The flags of a request, for a command that knows these. */
export function flagAspect(known: readonly string[]): Aspect<Request & { flags: Flags }> {
  return {
    reads: ['flags'],
    tells: Object.keys(FLAG_DOMAIN),
    part: (_, { flags }) => ({
      unknownFlag: flags.some((flag) => !known.includes(flag)),
      REPLACE: flags.includes('REPLACE'),
      BEFORE: flags.includes('BEFORE'),
      AFTER: flags.includes('AFTER'),
    }),
  };
}

/** The flags of a request, for a command that knows REPLACE, BEFORE and AFTER. */
export const directiveFlagAspect = flagAspect(['REPLACE', 'BEFORE', 'AFTER']);
