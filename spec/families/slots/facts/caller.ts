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

/**
 * Whether the one who asks may attach to a cgroup: with CAP_NET_ADMIN, in the user namespace of the token that the program was loaded with, if
 * any; or what sees system calls and no packets. Source: bpf_prog_attach_check_attach_type, commit caf8f28e036c, v6.9.
 */
export const mayAttach = fact({
  field: 'mayAttach',
  values: [true, false],
  reads: ['hook', 'caller'],
  tell: ({ universe }, { hook, caller }: Request & { hook: HookName; caller: Caller }) =>
    caller === 'privileged' || caller === 'token' || seesCalls(universe.hooks[hook]!),
});
