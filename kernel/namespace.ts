import { closeSync, openSync } from 'node:fs';
import { must } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import type { System } from './syscalls.ts';

/** The network namespace of the calling thread; /proc/self would show the main thread's. */
export const OWN_NETWORK = '/proc/thread-self/ns/net';

/** Modules are loaded once for each thread, so this is one flag for each thread. */
let entered = false;

/**
 * A new network namespace that the calling thread is in until `leave`. It has no name: it goes with the last thread and
 * fd that refer to it. A thread that this one starts in the meantime (a worker, one of Node's pool) is in it too, and
 * stays there.
 */
export class PrivateNetwork {
  /** An fd of the private namespace. */
  readonly fd: number;
  readonly #system: System;
  readonly #original: number;
  #left = false;

  /** Throws KernelUnavailable without the privilege, and an Error if this thread is in one already. */
  constructor(system: System) {
    if (entered) throw new Error('this thread drives the kernel already: close the other KernelMachine first');
    this.#system = system;
    this.#original = openSync(OWN_NETWORK, 'r');
    // In a user namespace one can be made, but there is no way back: found out by going where this thread is already.
    const back = system.enterNetwork(this.#original);
    const unshared = typeof back === 'string' ? back : system.unshareNetwork();
    if (typeof unshared === 'string') {
      closeSync(this.#original);
      const why = unshared === 'EPERM' ? 'no privilege to make a network namespace (CAP_SYS_ADMIN)' : unshared;
      const where = typeof back === 'string' ? ' and leave it again' : '';
      throw new KernelUnavailable(`unshare(CLONE_NEWNET): ${why}${where}`);
    }
    entered = true;
    this.fd = openSync(OWN_NETWORK, 'r');
  }

  /** Goes back to the namespace the thread came from; does nothing the second time. */
  leave(): void {
    if (this.#left) return;
    must('setns back to the original network namespace', this.#system.enterNetwork(this.#original));
    this.#left = true;
    entered = false;
    closeSync(this.fd);
    closeSync(this.#original);
  }
}
