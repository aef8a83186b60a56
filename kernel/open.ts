import { once, openBasics } from './basics.ts';
import { removeCgroupsAtEnd } from './cgroup-exit.ts';
import { probeCgroups } from './cgroup-probe.ts';
import type { DrivenKind } from './hooks-of.ts';
import { LOG } from './instructions.ts';
import { Member } from './member.ts';
import { probeNetkit } from './netkit-probe.ts';
import { PacketWatch } from './packet-watch.ts';
import { Pins } from './pins.ts';
import { createMap } from './programs.ts';
import { probeTcx } from './tcx-probe.ts';
import type { Toolbox } from './tools.ts';

/**
 * Everything a KernelMachine works with, and how to give it back. What hooks of `kind` need is probed now, what others
 * need when they are asked for. Throws KernelUnavailable, with everything undone and this thread where it was before.
 */
export function makeTools(kind: DrivenKind = 'tcx', ordering = true): { tools: Toolbox; release: () => void } {
  const { basics, fds, probed, release } = openBasics((basics, undo) => {
    const { system, netlink, namespace } = basics;
    const deviceKind = once(() => probeTcx(system, netlink));
    const cgroups = once(() => {
      removeCgroupsAtEnd();
      return probeCgroups(system, ordering);
    });
    const member = once(() => {
      const made = new Member(system, cgroups().mount, namespace);
      undo.push(() => made.close());
      return made;
    });
    const pins = once(() => {
      const made = new Pins(system);
      undo.push(() => made.close());
      return made;
    });
    const log = once(() => {
      const made = createMap(system, LOG.size);
      undo.push(() => system.close(made));
      return made;
    });
    const watch = once(() => {
      const made = new PacketWatch(system, basics.otherNamespace, log());
      undo.push(() => made.close());
      return made;
    });
    const netkit = once(() => probeNetkit(netlink));
    ({ tcx: deviceKind, netkit, cgroup: cgroups })[kind]();
    return { deviceKind, cgroups, netkit, member, pins, log, watch };
  });
  const { system, callers, netlink, namespace } = basics;
  const tools = {
    ...fds,
    system,
    callers,
    netlink,
    get deviceKind() {
      return probed.deviceKind();
    },
    requireNetkit: probed.netkit,
    get cgroupMount() {
      return probed.cgroups().mount;
    },
    get cgroupQuery() {
      return probed.cgroups().knows;
    },
    namespace,
    get otherNamespace() {
      return basics.otherNamespace;
    },
    get member() {
      return probed.member();
    },
    get pins() {
      return probed.pins();
    },
    get logFd() {
      return probed.log();
    },
    get packetWatch() {
      return probed.watch();
    },
  };
  return { tools, release };
}
