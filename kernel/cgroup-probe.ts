import { closeSync } from 'node:fs';
import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import { openCgroup, refusedByCgroup, requireNothingInherited } from './cgroup-directory.ts';
import { findCgroupMount } from './cgroup-mount.ts';
import { makeFreshDirectory, removeTree, sweep } from './cgroup-remains.ts';
import { KernelUnavailable } from './failure.ts';
import type { Target } from './hooks.ts';
import { encode, PROG_ATTACH } from './layout.ts';
import { PreparedQuery } from './prepared-query.ts';
import { loadProgram } from './programs.ts';
import { kernelRelease } from './release.ts';
import type { System } from './syscalls.ts';

/**
 * Finds where cgroups can be made, sweeps there, and tries on a fresh one what the machine needs; gives the mount.
 * Throws KernelUnavailable.
 */
export function probeCgroups(system: System): string {
  const mount = findCgroupMount();
  sweep(mount);
  const path = makeProbe(mount);
  try {
    const target = openCgroup(path);
    try {
      requireNothingInherited(system, target, path);
      requireOrdering(system, target);
    } finally {
      closeSync(target.target_ifindex);
    }
  } finally {
    removeTree(path);
  }
  return mount;
}

function makeProbe(mount: string): string {
  try {
    return makeFreshDirectory(mount);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new KernelUnavailable(`no cgroup can be made in ${mount} (${code})`, { cause });
  }
}

/** A directive on attach and the revision in a query came with the ordering of programs at cgroups. */
function requireOrdering(system: System, target: Target): void {
  const fd = loadProgram(system, 'cgroup_skb');
  try {
    const attach = (flags: number) =>
      system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...target, attach_bpf_fd: fd, attach_flags: flags }));
    const ordered = attach(FLAG_BITS.ALLOW_MULTI | FLAG_BITS.BEFORE);
    const query = new PreparedQuery(system, target, {});
    const queried = query.run();
    if (ordered === 0 && queried === 0 && query.wrote) return;
    const plain = ordered === 0 ? 0 : attach(FLAG_BITS.ALLOW_MULTI);
    if (typeof plain === 'string') throw refusedByCgroup('BPF_PROG_ATTACH', plain);
    throw new KernelUnavailable(`Linux ${kernelRelease()} does not order programs at cgroups (6.17 and later do)`);
  } finally {
    system.close(fd);
  }
}
