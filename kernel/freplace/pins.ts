import { unlinkSync } from 'node:fs';
import { must, type Result } from '../errno.ts';
import { encode, OBJ_PIN } from '../layout.ts';
import type { System } from '../syscalls.ts';

/** Pins in a BPF filesystem of their own that is mounted nowhere: it goes with its fd, and the pins with it. */
export class Pins {
  readonly #system: System;
  readonly #root: number;
  readonly #pinned = new Set<string>();

  /** Throws CallFailed where no such filesystem can be had (Linux 5.2 and later, CAP_SYS_ADMIN). */
  constructor(system: System) {
    this.#system = system;
    this.#root = must('fsmount of a BPF filesystem', system.mountDetached('bpf'));
  }

  has(name: string): boolean {
    return this.#pinned.has(name);
  }

  /** BPF_OBJ_PIN of an fd, under a name. */
  pin(name: string, fd: number): Result {
    const path = Buffer.from(`${this.#path(name)}\0`);
    const attr = encode(OBJ_PIN, { pathname: this.#system.address(path), bpf_fd: fd });
    const result = this.#system.bpf(OBJ_PIN.command, attr, [path]);
    if (typeof result === 'number') this.#pinned.add(name);
    return result;
  }

  /** unlink(2). */
  unpin(name: string): Result {
    try {
      unlinkSync(this.#path(name));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code!;
    }
    this.#pinned.delete(name);
    return 0;
  }

  /** Takes all pins away. */
  clear(): void {
    for (const name of [...this.#pinned]) must(`unlink of the pin of ${name}`, this.unpin(name));
  }

  close(): void {
    this.clear();
    this.#system.close(this.#root);
  }

  #path(name: string): string {
    return `/proc/self/fd/${this.#root}/${name}`;
  }
}
