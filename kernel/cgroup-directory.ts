import { constants, openSync } from 'node:fs';
import { KernelUnavailable } from './failure.ts';
import type { Target } from './hooks.ts';
import { ATTACH_TYPES, QUERY_BITS } from './layout.ts';
import { PreparedQuery } from './prepared-query.ts';
import { kernelRelease } from './release.ts';
import type { System } from './syscalls.ts';

/** Opens the directory of a cgroup; the fd is the caller's to close. */
export function openCgroup(path: string): Target {
  const fd = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  return { target_ifindex: fd, attach_type: ATTACH_TYPES.CGROUP_INET_INGRESS };
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
