import { closeSync } from 'node:fs';
import { FLAG_BITS } from '../spec/families/slots/vocabulary/index.ts';
import { openCgroup, refusedByCgroup, requireNothingInherited } from './cgroup-directory.ts';
import { findCgroupMount } from './cgroup-mount.ts';
import { makeFreshDirectory, removeTree, sweep } from './cgroup-remains.ts';
import { KernelUnavailable } from './failure.ts';
import type { Target } from './hooks.ts';
import { encode, PROG_ATTACH } from './layout.ts';
import { type Known, PreparedQuery } from './prepared-query.ts';
import { loadProgram } from './programs.ts';
import { kernelRelease } from './release.ts';
import type { System } from './syscalls.ts';

/** Where cgroups can be made, and how much of a query of one the kernel knows. */
export interface Cgroups {
  readonly mount: string;
  readonly knows: Known;
}

/**
 * Finds where cgroups can be made, sweeps there, and tries on a fresh one what the machine needs: with `ordering` a kernel that orders
 * programs at cgroups. Throws KernelUnavailable.
 */
export function probeCgroups(system: System, ordering: boolean): Cgroups {
  const mount = findCgroupMount();
  sweep(mount);
  const path = makeProbe(mount);
  try {
    const target = openCgroup(path);
    try {
      requireNothingInherited(system, target, path);
      return { mount, knows: probeHook(system, target, ordering) };
    } finally {
      closeSync(target.target_ifindex);
    }
  } finally {
    removeTree(path);
  }
}

function makeProbe(mount: string): string {
  try {
    return makeFreshDirectory(mount);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new KernelUnavailable(`no cgroup can be made in ${mount} (${code})`, { cause });
  }
}

/**
 * Attaches a program to a fresh cgroup, with and without a directive, and finds out how much of a query is known. A directive on attach
 * and the revision in a query came with the ordering of programs at cgroups. Throws KernelUnavailable.
 */
export function probeHook(system: System, target: Target, ordering: boolean): Known {
  const fd = loadProgram(system, 'cgroup_skb');
  try {
    const attach = (flags: number) =>
      system.bpf(PROG_ATTACH.command, encode(PROG_ATTACH, { ...target, attach_bpf_fd: fd, attach_flags: flags }));
    const ordered = attach(FLAG_BITS.ALLOW_MULTI | FLAG_BITS.BEFORE);
    const plain = ordered === 0 ? 0 : attach(FLAG_BITS.ALLOW_MULTI);
    if (typeof plain === 'string') throw refusedByCgroup('BPF_PROG_ATTACH', plain);
    const knows = knownOf(system, target);
    if (!ordering || (ordered === 0 && knows === 'revision')) return knows;
    throw new KernelUnavailable(`Linux ${kernelRelease()} does not order programs at cgroups (6.17 and later do)`);
  } finally {
    system.close(fd);
  }
}

/** How much of a query of a cgroup is known: the most that is not refused, and of a revision whether it is told. */
function knownOf(system: System, target: Target): Known {
  const whole = new PreparedQuery(system, target, {});
  if (whole.run() === 0) return whole.wrote ? 'revision' : 'links';
  const flags = new PreparedQuery(system, target, { room: 2, arrays: ['prog_attach_flags'], knows: 'flags' });
  return flags.run() === 0 ? 'flags' : 'ids';
}
