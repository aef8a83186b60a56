import { closeSync, fstatSync, openSync, readlinkSync } from 'node:fs';
import { removeCgroupsAtEnd } from './cgroup-exit.ts';
import { probeCgroups } from './cgroup-probe.ts';
import { CallFailed, KernelUnavailable } from './failure.ts';
import type { DrivenKind } from './hooks-of.ts';
import { Member } from './member.ts';
import { PrivateNetwork } from './namespace.ts';
import { probeNetkit } from './netkit-probe.ts';
import { Netlink } from './netlink.ts';
import { Pins } from './pins.ts';
import { createMap, loadProgram } from './programs.ts';
import { Namespace } from './second-namespace.ts';
import { System } from './syscalls.ts';
import { probeTcx } from './tcx-probe.ts';
import type { Toolbox } from './tools.ts';
import { Callers } from './unprivileged.ts';

/**
 * Everything a KernelMachine works with, and how to give it back. What hooks of `kind` need is probed now, what others
 * need when they are asked for. Throws KernelUnavailable, with everything undone and this thread where it was before.
 */
export function makeTools(kind: DrivenKind = 'tcx', ordering = true): { tools: Toolbox; release: () => void } {
  const system = new System();
  const undo: (() => void)[] = [];
  const release = () => {
    for (let step = undo.pop(); step !== undefined; step = undo.pop()) step();
  };
  try {
    // First, or the next fd that is opened becomes fd 0.
    undo.push(openStdin());
    const network = new PrivateNetwork(system);
    undo.push(() => network.leave());
    const callers = new Callers(system);
    undo.push(() => callers.end());
    const netlink = new Netlink(system);
    undo.push(() => netlink.close());
    const deviceKind = once(() => probeTcx(system, netlink));
    const cgroups = once(() => {
      removeCgroupsAtEnd();
      return probeCgroups(system, ordering);
    });
    const other = once(() => {
      const made = new Namespace(system, network.fd);
      undo.push(() => made.close());
      return made;
    });
    const member = once(() => {
      const made = new Member(system, cgroups().mount, network.fd);
      undo.push(() => made.close());
      return made;
    });
    const pins = once(() => {
      const made = new Pins(system);
      undo.push(() => made.close());
      return made;
    });
    const netkit = once(() => probeNetkit(netlink));
    ({ tcx: deviceKind, netkit, cgroup: cgroups })[kind]();
    const mapFd = createMap(system);
    undo.push(() => system.close(mapFd));
    const spareProgFd = loadProgram(system, 'sched_cls');
    undo.push(() => system.close(spareProgFd));
    const tools = {
      system,
      callers,
      netlink,
      get deviceKind() {
        return deviceKind();
      },
      requireNetkit: netkit,
      get cgroupMount() {
        return cgroups().mount;
      },
      get cgroupQuery() {
        return cgroups().knows;
      },
      namespace: network.fd,
      get otherNamespace() {
        return other();
      },
      get member() {
        return member();
      },
      get pins() {
        return pins();
      },
      mapFd,
      spareProgFd,
    };
    return { tools, release };
  } catch (error) {
    release();
    throw error instanceof CallFailed ? new KernelUnavailable(error.message, { cause: error }) : error;
  }
}

/** Makes sure that fd 0 is open and no BPF object, since some calls read a field that is 0 as fd 0; gives the undoing. */
function openStdin(): () => void {
  try {
    fstatSync(0);
  } catch {
    const fd = openSync('/dev/null', 'r');
    return () => closeSync(fd);
  }
  const what = readlinkSync('/proc/self/fd/0');
  if (/^anon_inode:bpf/.test(what))
    throw new KernelUnavailable(`fd 0 is a BPF object (${what}); start with another standard input`);
  return () => {};
}

/** Finds out when it is asked first; what is thrown is found out again. */
function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}
