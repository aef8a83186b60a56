import { must } from './errno.ts';
import { LOG_BYTES, logging, loggingAtCgroup } from './instructions.ts';
import { encode, MAP_LOOKUP, MAP_UPDATE, readU32 } from './layout.ts';
import { createMap } from './programs.ts';
import type { System } from './syscalls.ts';

/** Which programs ran for a packet or call, in order: an array map that they write to. */
export class PacketLog {
  readonly #system: System;
  readonly #names: readonly string[];
  readonly #fd: number;
  readonly #key = Buffer.alloc(4);
  readonly #value = Buffer.alloc(LOG_BYTES);

  constructor(system: System, names: readonly string[]) {
    this.#system = system;
    this.#names = names;
    this.#fd = createMap(system, LOG_BYTES);
  }

  /** The instructions of a program that logs that it ran, and returns a verdict. */
  instructions(name: string, verdict: number): Buffer {
    return logging(verdict, this.#names.indexOf(name), this.#fd);
  }

  /** The same of a program of a cgroup, which sets a result before if it has one to set: 0, or an errno with its sign. */
  instructionsAtCgroup(name: string, returns: number, retval: number | undefined): Buffer {
    return loggingAtCgroup(returns, retval, this.#names.indexOf(name), this.#fd);
  }

  clear(): void {
    this.#value.fill(0);
    must('BPF_MAP_UPDATE_ELEM', this.#element(MAP_UPDATE));
  }

  /** The names of those that ran since the log was cleared. */
  read(): readonly string[] {
    must('BPF_MAP_LOOKUP_ELEM', this.#element(MAP_LOOKUP));
    const count = readU32(this.#value, 0);
    return Array.from({ length: count }, (_, index) => this.#names[readU32(this.#value, 4 + 4 * index)] ?? 'unknown');
  }

  close(): void {
    this.#system.close(this.#fd);
  }

  #element(command: typeof MAP_LOOKUP | typeof MAP_UPDATE) {
    const [key, value] = [this.#key, this.#value];
    const attr = encode(command, {
      map_fd: this.#fd,
      key: this.#system.address(key),
      value: this.#system.address(value),
    });
    return this.#system.bpf(command.command, attr, [key, value]);
  }
}
