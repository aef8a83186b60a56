import { fact } from '../rules.ts';
import type { Caller, Request } from '../vocabulary/index.ts';

/** Whether the one who asks has its capabilities. */
export const privileged = fact({
  field: 'privileged',
  values: [true, false],
  reads: ['caller'],
  stateless: true,
  tell: (_, { caller }: Request & { caller: Caller }) => caller === 'privileged',
});
