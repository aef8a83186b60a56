import { closeSync, openSync } from 'node:fs';
import { must } from './errno.ts';
import { OWN_NETWORK } from './namespace.ts';
import { Netlink } from './netlink.ts';
import type { System } from './syscalls.ts';

/** A second private network namespace, for the other ends of devices. The calling thread is in it only for what it does there. */
export class Namespace {
  readonly fd: number;
  readonly netlink: Netlink;
  readonly #system: System;
  readonly #home: number;

  /** `home`: an fd of the namespace that the calling thread is in. */
  constructor(system: System, home: number) {
    this.#system = system;
    this.#home = home;
    must('unshare(CLONE_NEWNET)', system.unshareNetwork());
    try {
      this.fd = openSync(OWN_NETWORK, 'r');
      this.netlink = new Netlink(system);
    } finally {
      must('setns back', system.enterNetwork(home));
    }
  }

  within<T>(work: () => T): T {
    must('setns to the other namespace', this.#system.enterNetwork(this.fd));
    try {
      return work();
    } finally {
      must('setns back', this.#system.enterNetwork(this.#home));
    }
  }

  close(): void {
    this.netlink.close();
    closeSync(this.fd);
  }
}
