import { closeSync, fstatSync, openSync, readlinkSync } from 'node:fs';
import { CallFailed, KernelUnavailable } from './failure.ts';
import { PrivateNetwork } from './namespace.ts';
import { Netlink } from './netlink.ts';
import { createMap, loadProgram } from './programs.ts';
import { Namespace } from './second-namespace.ts';
import { System } from './syscalls.ts';
import { Callers } from './unprivileged.ts';

/** What machines of every family work with. */
export interface Basics {
  readonly system: System;
  /** Who makes the calls, by the caller of a request. */
  readonly callers: Callers;
  /** For the private network namespace that this thread is in. */
  readonly netlink: Netlink;
  /** An fd of that namespace. */
  readonly namespace: number;
  /** Another network namespace; made when it is asked for first. */
  readonly otherNamespace: Namespace;
}

/** Open fds of the wrong kind: one of a map, and one of a program (sched_cls) of no universe. */
export interface WrongFds {
  readonly mapFd: number;
  readonly spareProgFd: number;
}

/** Steps that undo what was done, the last first. */
type Undoing = (() => void)[];

/**
 * Everything a machine works with, and how to give it back. `probe` makes sure of what a family needs, with the undoing that takes;
 * it comes before the first program is loaded. Throws KernelUnavailable, with everything undone and this thread where it was before.
 */
export function openBasics<Probed>(probe: (basics: Basics, undo: Undoing) => Probed): {
  readonly basics: Basics;
  readonly fds: WrongFds;
  readonly probed: Probed;
  readonly release: () => void;
} {
  const system = new System();
  const undo: Undoing = [];
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
    const other = once(() => {
      const made = new Namespace(system, network.fd);
      undo.push(() => made.close());
      return made;
    });
    const basics: Basics = {
      system,
      callers,
      netlink,
      namespace: network.fd,
      get otherNamespace() {
        return other();
      },
    };
    const probed = probe(basics, undo);
    const mapFd = createMap(system);
    undo.push(() => system.close(mapFd));
    const spareProgFd = loadProgram(system, 'sched_cls');
    undo.push(() => system.close(spareProgFd));
    return { basics, fds: { mapFd, spareProgFd }, probed, release };
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
export function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => {
    found ??= { value: find() };
    return found.value;
  };
}
