import { spawn } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../traces/package-folder.ts';
import { must, type Result } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import type { MemberOrder } from './member-orders.ts';
import type { System } from './syscalls.ts';

const SCRIPT = join(PACKAGE, 'dist/kernel/member-process.js');

/** How long the process may take to answer, in seconds. */
const PATIENCE = 30;

/**
 * A process of its own that makes sockets in cgroups, because this one must stay where it is: its threads make sockets too. It is
 * started once, and ends with this process, or when it is closed.
 */
export class Member {
  readonly #system: System;
  readonly #channel: number;
  readonly #process: number;
  readonly #answer = Buffer.alloc(8192);

  /** `network`: an fd of the network namespace of its sockets. Throws KernelUnavailable where there can be no such process. */
  constructor(system: System, mount: string, network: number) {
    this.#system = system;
    const [mine, its] = system.packetPair(PATIENCE);
    this.#channel = mine;
    try {
      const child = spawn(process.execPath, [SCRIPT, mount], {
        stdio: ['ignore', 'ignore', 'ignore', its, network],
      });
      child.on('error', () => {}); // told by the end of the channel
      child.unref();
      system.close(its);
      this.#hear();
      this.#process = must('pidfd_open', system.openProcess(child.pid!));
    } catch (error) {
      system.close(mine);
      throw new KernelUnavailable(`no process can be put into a cgroup: ${(error as Error).message}`, { cause: error });
    }
  }

  /** Makes a UDP socket in a cgroup, and gives this process an fd of it. */
  socketIn(path: string): number {
    const its = must('socket(AF_INET) in a cgroup', this.#order({ in: path }));
    const mine = must('pidfd_getfd', this.#system.fdOfProcess(this.#process, its));
    this.#order({ close: its });
    return mine;
  }

  /** Makes a UDP socket in a cgroup and closes it; gives 0 or the name of an errno. */
  trySocketIn(path: string): Result {
    const made = this.#order({ in: path });
    if (typeof made === 'string') return made;
    this.#order({ close: made });
    return 0;
  }

  close(): void {
    this.#system.close(this.#channel);
    this.#system.close(this.#process);
  }

  #order(order: MemberOrder): Result {
    writeSync(this.#channel, JSON.stringify(order));
    return this.#hear();
  }

  #hear(): Result {
    const length = this.#received();
    if (length === 0) throw new Error('it ended');
    const said = JSON.parse(this.#answer.toString('utf8', 0, length)) as Result | { readonly failed: string };
    if (typeof said === 'object') throw new Error(said.failed);
    return said;
  }

  /** The length of the next packet. A read with a time limit is not begun again by itself when a signal came, as one does with each child that ends. */
  #received(): number {
    for (;;) {
      try {
        return readSync(this.#channel, this.#answer);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error;
      }
    }
  }
}
