import { KernelUnavailable } from './failure.ts';
import type { Netlink } from './netlink.ts';
import { kernelRelease } from './release.ts';

/** Makes sure that this kernel has netkit: the pair made to find out is deleted again. Throws KernelUnavailable. */
export function probeNetkit(netlink: Netlink): void {
  const made = netlink.createPair('netkit', 'mprog-nk', 'mprog-nkp');
  if (typeof made === 'number') {
    netlink.delete(netlink.indexOf('mprog-nk'));
    return;
  }
  const known: Readonly<Record<string, string>> = {
    EOPNOTSUPP: `Linux ${kernelRelease()} has no netkit (6.7 and later have, with CONFIG_NETKIT)`,
    EPERM: 'no privilege to make a network device (CAP_NET_ADMIN)',
  };
  throw new KernelUnavailable(known[made] ?? `no netkit pair can be made: ${made}`);
}
