import { closeSync, fstatSync, openSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import { TAKES, Universe } from '../spec/vocabulary/index.ts';
import { CGROUP_CAPACITY, Cgroups, cgroupMount, sweepCgroups } from './cgroups.ts';
import { Devices, TCX_CAPACITY } from './devices.ts';
import { CallFailed, KernelUnavailable } from './failure.ts';
import { ATTACH_TYPES, encode, PROG_QUERY, QUERY_BITS, readU32, readU64 } from './layout.ts';
import { PrivateNetwork } from './namespace.ts';
import { DEVICE_KINDS, Netlink } from './netlink.ts';
import { createMap, loadProgram } from './programs.ts';
import { System } from './syscalls.ts';
import type { KernelKind, Toolbox } from './world.ts';

/** The loopback device is the first of every network namespace. */
const LOOPBACK_IFINDEX = 1;

/** The release of the running kernel, such as `6.18.1`. */
export function kernelRelease(): string {
  return os.release();
}

/**
 * Everything a KernelMachine works with, and how to give it back. Throws KernelUnavailable, with everything undone and
 * this thread where it was before.
 */
export function makeTools(kind: KernelKind = 'tcx'): { tools: Toolbox; release: () => void } {
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
    const { capacity, makePlaces } = kind === 'tcx' ? deviceTools(system, undo) : cgroupTools();
    const mapFd = createMap(system);
    undo.push(() => system.close(mapFd));
    const spareProgFd = loadProgram(system, TAKES[kind]);
    undo.push(() => system.close(spareProgFd));
    const tools = { system, kind, capacity, makePlaces, namespace: network.fd, mapFd, spareProgFd };
    if (kind === 'cgroup') probeCgroup(system, makePlaces);
    return { tools, release };
  } catch (error) {
    release();
    throw error instanceof CallFailed ? new KernelUnavailable(error.message, { cause: error }) : error;
  }
}

type PlaceTools = Pick<Toolbox, 'capacity' | 'makePlaces'>;

function deviceTools(system: System, undo: (() => void)[]): PlaceTools {
  probeTcx(system);
  const netlink = new Netlink(system);
  undo.push(() => netlink.close());
  const deviceKind = findDeviceKind(netlink);
  return { capacity: TCX_CAPACITY, makePlaces: (universe) => new Devices(netlink, deviceKind, universe) };
}

function cgroupTools(): PlaceTools {
  const mount = cgroupMount();
  sweepCgroups(mount);
  return { capacity: CGROUP_CAPACITY, makePlaces: (universe) => new Cgroups(mount, universe) };
}

/** A universe of one cgroup, to try things on. */
const ONE_CGROUP = Universe.parse({
  programs: {},
  hooks: { probe: { kind: 'cgroup', parent: 'none' } },
  capacity: CGROUP_CAPACITY,
});

/** Makes a cgroup and queries it: it must be empty, also of what runs, and have a revision. */
function probeCgroup(system: System, makePlaces: Toolbox['makePlaces']): void {
  const places = makePlaces(ONE_CGROUP);
  try {
    const attr = encode(PROG_QUERY, { ...places.target('probe'), query_flags: QUERY_BITS.EFFECTIVE });
    const result = system.bpf(PROG_QUERY.command, attr);
    if (typeof result === 'string')
      throw new KernelUnavailable(
        result === 'EPERM' ? 'no privilege for bpf(2) (CAP_SYS_ADMIN)' : `a query of a cgroup fails with ${result}`,
      );
    const inherited = readU32(attr, PROG_QUERY.fields.count.at);
    if (inherited > 0) throw new KernelUnavailable(`${inherited} programs run in every cgroup of this machine already`);
    const plain = encode(PROG_QUERY, places.target('probe'));
    system.bpf(PROG_QUERY.command, plain);
    if (readU64(plain, PROG_QUERY.fields.revision.at) === 0n)
      throw new KernelUnavailable(`Linux ${kernelRelease()} orders no programs of cgroups (6.17 and later do)`);
  } finally {
    places.release();
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

function probeTcx(system: System): void {
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
