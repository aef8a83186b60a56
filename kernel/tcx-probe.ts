import { KernelUnavailable } from './failure.ts';
import { ATTACH_TYPES, encode, PROG_QUERY } from './layout.ts';
import { DEVICE_KINDS, LOOPBACK_IFINDEX, type Netlink } from './netlink.ts';
import { kernelRelease } from './release.ts';
import type { System } from './syscalls.ts';

/** Makes sure that this kernel has tcx, and gives the kind of device to make for it. Throws KernelUnavailable. */
export function probeTcx(system: System, netlink: Netlink): string {
  requireTcx(system);
  return findDeviceKind(netlink);
}

function requireTcx(system: System): void {
  const attr = encode(PROG_QUERY, { target_ifindex: LOOPBACK_IFINDEX, attach_type: ATTACH_TYPES.TCX_INGRESS });
  const result = system.bpf(PROG_QUERY.command, attr);
  if (typeof result === 'number') return;
  const known: Readonly<Record<string, string>> = {
    EINVAL: `Linux ${kernelRelease()} has no tcx (6.6 and later have, with CONFIG_NET_XGRESS)`,
    ENOSYS: `Linux ${kernelRelease()} has no bpf(2)`,
    EPERM: 'no privilege for bpf(2) (CAP_SYS_ADMIN and CAP_NET_ADMIN)',
  };
  throw new KernelUnavailable(known[result] ?? `a query of the loopback device's tcx hook fails with ${result}`);
}

/** The first kind of device that this kernel can make; the one made to find out is deleted again. */
function findDeviceKind(netlink: Netlink): string {
  const refusals: string[] = [];
  for (const kind of DEVICE_KINDS) {
    const name = `mprog-${kind}`;
    const made = netlink.create(kind, name);
    if (typeof made === 'number') {
      netlink.delete(netlink.indexOf(name));
      return kind;
    }
    if (made === 'EPERM') throw new KernelUnavailable('no privilege to make a network device (CAP_NET_ADMIN)');
    refusals.push(`${kind}: ${made}`);
  }
  throw new KernelUnavailable(`no network device can be made (${refusals.join(', ')})`);
}
