import type { Aspect } from '../rule.ts';
import type { Request, Revision } from '../vocabulary/index.ts';

export const REVISION_DOMAIN = { revision: ['unchecked', 'current', 'stale'] } as const;

/** Whether a revision is expected, and whether it is the current one. */
export const revisionAspect: Aspect<Request & { revision: Revision }> = {
  reads: ['revision'],
  tells: ['revision'],
  part: (_, { revision }) => ({ revision: revision === 'none' ? 'unchecked' : revision }),
};
