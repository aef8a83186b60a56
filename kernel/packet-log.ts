import { must } from './errno.ts';
import { ENTRY, FATES, LOG, logging, loggingAtCgroup, type Redirect } from './instructions.ts';
import { encode, MAP_LOOKUP, MAP_UPDATE, readU32 } from './layout.ts';
import type { System } from './syscalls.ts';

/** A program that ran: where the packet was, and by which device it had come in (0: none, as always at a cgroup). */
export interface Ran {
  readonly prog: string;
  readonly ifindex: number;
  readonly cameBy: number;
}

/** Which programs of a world ran for a packet or call, in order, and how it ended: what is in an array map that they write to. */
export class PacketLog {
  readonly #system: System;
  readonly #names: readonly string[];
  readonly #fd: number;
  readonly #key = Buffer.alloc(4);
  readonly #value = Buffer.alloc(LOG.size);

  /** `fd`: the map, which outlives this. */
  constructor(system: System, names: readonly string[], fd: number) {
    this.#system = system;
    this.#names = names;
    this.#fd = fd;
  }

  /** The instructions of a program that logs that it ran, asks for a redirect if it is to, and returns a verdict. */
  instructions(name: string, verdict: number, redirect?: Redirect): Buffer {
    return logging(verdict, this.#names.indexOf(name), this.#fd, redirect);
  }

  /** The same of a program of a cgroup, which sets a result before if it has one to set: 0, or an errno with its sign. */
  instructionsAtCgroup(name: string, returns: number, retval: number | undefined): Buffer {
    return loggingAtCgroup(returns, retval, this.#names.indexOf(name), this.#fd);
  }

  clear(): void {
    this.#value.fill(0);
    must('BPF_MAP_UPDATE_ELEM', this.#element(MAP_UPDATE));
  }

  /** Those that ran since the log was cleared, and whether the packet was consumed after the last of them. */
  read(): { readonly ran: readonly Ran[]; readonly consumed: boolean } {
    must('BPF_MAP_LOOKUP_ELEM', this.#element(MAP_LOOKUP));
    const ran = Array.from({ length: readU32(this.#value, LOG.count) }, (_, index): Ran => {
      const entry = (field: keyof typeof ENTRY) => readU32(this.#value, LOG.entries + index * LOG.entry + ENTRY[field]);
      return {
        prog: this.#names[entry('program')] ?? 'unknown',
        ifindex: entry('device'),
        cameBy: entry('cameBy'),
      };
    });
    return { ran, consumed: readU32(this.#value, LOG.fate) === FATES.consumed };
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
