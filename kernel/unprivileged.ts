import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Caller } from '../spec/families/slots/vocabulary/index.ts';
import { PACKAGE } from '../traces/package-folder.ts';
import { CALL, pass, type Shared, sharedBy, TURN, type Unprivileged, WORD, waitWhile } from './caller-orders.ts';
import { errnoName, type Result } from './errno.ts';
import { CallFailed, NotForKernel } from './failure.ts';
import type { System } from './syscalls.ts';

const SCRIPT = pathToFileURL(join(PACKAGE, 'dist/kernel/caller-thread.js'));

/** How long a thread may take to start, in ms. */
const START = 30_000;

/** Whoever makes calls of bpf(2), and sends messages. */
export interface Asking {
  bpf(command: number, attr: Buffer): Result;
  send(fd: number, bytes: Buffer): Result;
}

/** Makes calls without capabilities: in a thread that gave them up, while this one waits. */
class UnprivilegedThread implements Asking {
  readonly #system: System;
  readonly #shared: Shared;

  /** Throws CallFailed where no such thread can be had. It is in the network namespace of this one. */
  constructor(system: System, caller: Unprivileged) {
    this.#system = system;
    this.#shared = sharedBy(caller);
    new Worker(SCRIPT, { workerData: this.#shared }).unref();
    if (!waitWhile(this.#shared.words, TURN.ordered, START))
      throw new CallFailed('a thread without capabilities', 'ETIMEDOUT');
    const started = this.#result;
    if (typeof started === 'string') throw new CallFailed('capset', started);
  }

  bpf(command: number, attr: Buffer): Result {
    return this.#order(CALL.bpf, command, attr);
  }

  send(fd: number, bytes: Buffer): Result {
    return this.#order(CALL.send, fd, bytes);
  }

  #order(call: number, command: number, bytes: Buffer): Result {
    const { words, address } = this.#shared;
    words[WORD.call] = call;
    words[WORD.command] = command;
    words[WORD.size] = bytes.length;
    address[0] = this.#system.address(bytes);
    pass(words, TURN.ordered);
    waitWhile(words, TURN.ordered);
    return this.#result;
  }

  end(): void {
    pass(this.#shared.words, TURN.ends);
  }

  get #result(): Result {
    const { words } = this.#shared;
    return words[WORD.value]! < 0 ? errnoName(words[WORD.errno]!) : words[WORD.value]!;
  }
}

/** Everybody who may ask, each made when it is needed first. */
export class Callers {
  readonly #system: System;
  readonly #threads = new Map<Unprivileged, UnprivilegedThread>();

  constructor(system: System) {
    this.#system = system;
  }

  /** Who makes the calls of a caller. Throws CallFailed where there can be no such caller, NotForKernel where it has a token. */
  as(caller: Caller = 'privileged'): Asking {
    if (caller === 'privileged') return this.#system;
    if (caller === 'token') throw new NotForKernel('a caller with a BPF token: expected one of this user namespace');
    let thread = this.#threads.get(caller);
    if (thread === undefined) {
      thread = new UnprivilegedThread(this.#system, caller);
      this.#threads.set(caller, thread);
    }
    return thread;
  }

  end(): void {
    for (const thread of this.#threads.values()) thread.end();
    this.#threads.clear();
  }
}
