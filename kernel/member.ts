import { spawn } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Domain } from '../spec/families/slots/vocabulary/index.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { must, type Result } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import type { MemberOrder, Said } from './member-orders.ts';
import type { Answer, SocketCall } from './socket-calls.ts';
import type { System } from './syscalls.ts';

const SCRIPT = join(PACKAGE, 'dist/kernel/member-process.js');

/** How long the process may take to answer, in seconds. */
const PATIENCE = 30;

/** The fds of a socket: of this process, and of the one that made it. */
export interface KeptSocket {
  readonly mine: number;
  readonly its: number;
}

/**
 * A process of its own that makes and uses sockets in cgroups, because this one must stay where it is: its threads make sockets too. It is
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

  /** Makes a UDP socket in a cgroup, and gives this process an fd of it, or the name of an errno where the cgroup is gone. */
  socketIn(path: string): number | string {
    const kept = this.keptSocketIn(path, 'inet');
    if (typeof kept === 'string') return kept;
    this.#order({ close: kept.its });
    return kept.mine;
  }

  /** Makes a socket in a cgroup, of which both processes have an fd then; the name of an errno where the cgroup is gone. Throws CallFailed where that fails. */
  keptSocketIn(path: string, domain: Domain): KeptSocket | string {
    const said = this.#order({ in: path, make: domain });
    if (said.is === 'outside') return said.errno;
    const its = must('socket in a cgroup', said.answer[0]);
    return { mine: must('pidfd_getfd', this.#system.fdOfProcess(this.#process, its)), its };
  }

  /** Makes a UDP socket in a cgroup and closes it: 0 or the name of an errno; or the one with which the cgroup is gone. */
  trySocketIn(path: string): { readonly made: Result } | { readonly gone: string } {
    const said = this.#order({ in: path, make: 'inet' });
    if (said.is === 'outside') return { gone: said.errno };
    const [made] = said.answer;
    if (typeof made === 'string') return { made };
    this.#order({ close: made });
    return { made: 0 };
  }

  /** A call about a socket that is kept, made by a process in a cgroup; the name of an errno where the cgroup is gone. */
  use(path: string, its: number, call: SocketCall): Answer | string {
    const said = this.#order({ in: path, use: its, call });
    return said.is === 'outside' ? said.errno : said.answer;
  }

  /** Closes both fds of a socket that is kept. */
  closeKept({ mine, its }: KeptSocket): void {
    this.#order({ close: its });
    this.#system.close(mine);
  }

  close(): void {
    this.#system.close(this.#channel);
    this.#system.close(this.#process);
  }

  #order(order: MemberOrder): Exclude<Said, { is: 'failed' }> {
    writeSync(this.#channel, JSON.stringify(order));
    return this.#hear();
  }

  #hear(): Exclude<Said, { is: 'failed' }> {
    const length = this.#received();
    if (length === 0) throw new Error('it ended');
    const said = JSON.parse(this.#answer.toString('utf8', 0, length)) as Said;
    if (said.is === 'failed') throw new Error(said.why);
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
