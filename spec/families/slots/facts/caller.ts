import { fact } from '../rules.ts';
import type { Caller, Request } from '../vocabulary/index.ts';

/** Whether the one who asks has CAP_NET_ADMIN. */
export const netAdmin = fact({
  field: 'netAdmin',
  values: [true, false],
  reads: ['caller'],
  stateless: true,
  tell: (_, { caller }: Request & { caller: Caller }) => caller === 'privileged',
});
