import { fact } from '../rules.ts';
import type { Request, Revision } from '../vocabulary/index.ts';

/** Whether a revision is expected, and whether it is the current one. */
export const revision = fact({
  field: 'revision',
  values: ['unchecked', 'current', 'stale'],
  reads: ['revision'],
  tell: (_, { revision: expected }: Request & { revision: Revision }) => (expected === 'none' ? 'unchecked' : expected),
});
