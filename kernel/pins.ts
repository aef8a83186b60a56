import type { Result } from './errno.ts';
import { must } from './errno.ts';
import { KernelUnavailable } from './failure.ts';
import { encode, OBJ_GET, OBJ_PIN, PATH_FD } from './layout.ts';
import type { System } from './syscalls.ts';
import type { Asking } from './unprivileged.ts';

/** A bpffs of its own, mounted nowhere: it hangs on an fd, and goes with it. */
export class Pins {
  readonly #system: System;
  readonly #mount: number;
  readonly #names = new Set<string>();

  /** Throws KernelUnavailable where there is no such file system, or no pin below an fd (Linux 6.5). */
  constructor(system: System) {
    this.#system = system;
    const mount = system.mountDetached('bpf');
    if (typeof mount === 'string') throw new KernelUnavailable(`no bpffs can be mounted: ${mount}`);
    this.#mount = mount;
  }

  /** BPF_OBJ_PIN; 0 or the name of an errno. */
  pin(name: string, fd: number): Result {
    const path = Buffer.from(`${name}\0`);
    const attr = encode(OBJ_PIN, { ...this.#at(path), bpf_fd: fd });
    const result = this.#system.bpf(OBJ_PIN.command, attr, [path]);
    if (result === 0) this.#names.add(name);
    return result;
  }

  /** BPF_OBJ_GET: an fd, or the name of an errno. */
  open(name: string, asking: Asking): Result {
    const path = Buffer.from(`${name}\0`);
    const attr = encode(OBJ_GET, this.#at(path));
    this.#system.pin(attr, [path]);
    return asking.bpf(OBJ_GET.command, attr);
  }

  /** unlink(2); 0 or the name of an errno. */
  unpin(name: string): Result {
    const result = this.#system.unlinkAt(this.#mount, name);
    if (result === 0) this.#names.delete(name);
    return result;
  }

  /** Whether there is a pin of a name. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Removes every pin there is. */
  clear(): void {
    for (const name of this.#names) must(`unlink of the pin of ${name}`, this.unpin(name));
  }

  close(): void {
    this.#system.close(this.#mount);
  }

  #at(path: Buffer) {
    return { pathname: this.#system.address(path), file_flags: PATH_FD, path_fd: this.#mount };
  }
}
