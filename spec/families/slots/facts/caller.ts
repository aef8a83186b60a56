import { fact } from '../rules.ts';
import { type Caller, type HookName, type Request, seesCalls } from '../vocabulary/index.ts';

/** Whether the one who asks has CAP_NET_ADMIN. */
export const netAdmin = fact({
  field: 'netAdmin',
  values: [true, false],
  reads: ['caller'],
  stateless: true,
  tell: (_, { caller }: Request & { caller: Caller }) => caller === 'privileged',
});

/** Whether the one who asks may attach to a cgroup: with CAP_NET_ADMIN, or what sees system calls and no packets. */
export const mayAttach = fact({
  field: 'mayAttach',
  values: [true, false],
  reads: ['hook', 'caller'],
  tell: ({ universe }, { hook, caller }: Request & { hook: HookName; caller: Caller }) =>
    caller === 'privileged' || seesCalls(universe.hooks[hook]!),
});
