import { constants, openSync } from 'node:fs';
import type { CgroupAttachType } from '../spec/families/slots/vocabulary/index.ts';
import { KernelUnavailable } from './failure.ts';
import type { Target } from './hooks.ts';
import { ATTACH_TYPES, QUERY_BITS } from './layout.ts';
import { PreparedQuery } from './prepared-query.ts';
import { kernelRelease } from './release.ts';
import type { System } from './syscalls.ts';

/** enum bpf_attach_type by its short name. */
export const ATTACH_TYPE = {
  ingress: ATTACH_TYPES.CGROUP_INET_INGRESS,
  egress: ATTACH_TYPES.CGROUP_INET_EGRESS,
  sock_create: ATTACH_TYPES.CGROUP_INET_SOCK_CREATE,
  connect4: ATTACH_TYPES.CGROUP_INET4_CONNECT,
  sendmsg4: ATTACH_TYPES.CGROUP_UDP4_SENDMSG,
  getsockopt: ATTACH_TYPES.CGROUP_GETSOCKOPT,
  setsockopt: ATTACH_TYPES.CGROUP_SETSOCKOPT,
} as const satisfies Record<CgroupAttachType, number>;

/** Opens the directory of a cgroup, for programs of an attach type; the fd is the caller's to close. */
export function openCgroup(path: string, attachType: CgroupAttachType = 'ingress'): Target {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  return { target_ifindex: fd, attach_type: ATTACH_TYPE[attachType] };
}

/** Throws KernelUnavailable where programs of enclosing cgroups run in a cgroup that has none itself. */
export function requireNothingInherited(system: System, target: Target, path: string): void {
  const query = new PreparedQuery(system, target, { queryFlags: QUERY_BITS.EFFECTIVE, knows: 'ids' });
  const result = query.run();
  if (typeof result === 'string') throw refusedByCgroup('BPF_PROG_QUERY', result);
  if (query.count > 0)
    throw new KernelUnavailable(
      `programs of enclosing cgroups run in the fresh cgroup ${path}: expected none, found ${query.count}`,
    );
}

/** Why a call at a fresh cgroup that has to work was refused. */
export function refusedByCgroup(call: string, errno: string): KernelUnavailable {
  const known: Readonly<Record<string, string>> = {
    EINVAL: `Linux ${kernelRelease()} takes no programs at cgroups (CONFIG_CGROUP_BPF)`,
    ENOSYS: `Linux ${kernelRelease()} has no bpf(2)`,
    EPERM: 'no privilege for bpf(2) (CAP_SYS_ADMIN and CAP_NET_ADMIN)',
  };
  return new KernelUnavailable(known[errno] ?? `${call} at a fresh cgroup fails with ${errno}`);
}
