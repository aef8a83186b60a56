import { must, type Result } from '../errno.ts';
import { encode, MAP_CREATE, MAP_DELETE, MAP_LOOKUP, MAP_TYPES, MAP_UPDATE, readU32 } from '../layout.ts';
import type { System } from '../syscalls.ts';
import { words } from './btf.ts';
import { KEY } from './pad.ts';

/** A prog_array with room for one program. The first program that is put decides for which type it is. */
export class ProgArray {
  readonly fd: number;
  readonly #system: System;

  constructor(system: System) {
    this.#system = system;
    const attr = encode(MAP_CREATE, { map_type: MAP_TYPES.PROG_ARRAY, key_size: 4, value_size: 4, max_entries: 1 });
    this.fd = must('BPF_MAP_CREATE of a prog_array', system.bpf(MAP_CREATE.command, attr));
  }

  put(prog: number): Result {
    const value = words([prog]);
    const attr = encode(MAP_UPDATE, { map_fd: this.fd, key: this.#key, value: this.#system.address(value) });
    return this.#system.bpf(MAP_UPDATE.command, attr, [KEY, value]);
  }

  /** Decides for the type of a program. */
  decide(prog: number): void {
    must('BPF_MAP_UPDATE_ELEM of a prog_array', this.put(prog));
    must('BPF_MAP_DELETE_ELEM of a prog_array', this.delete());
  }

  delete(): Result {
    return this.#system.bpf(MAP_DELETE.command, encode(MAP_DELETE, { map_fd: this.fd, key: this.#key }), [KEY]);
  }

  /** The id of the program in it; 0 where there is none. */
  get id(): number {
    const value = Buffer.alloc(4);
    const attr = encode(MAP_LOOKUP, { map_fd: this.fd, key: this.#key, value: this.#system.address(value) });
    const result = this.#system.bpf(MAP_LOOKUP.command, attr, [KEY, value]);
    if (result === 'ENOENT') return 0;
    must('BPF_MAP_LOOKUP_ELEM of a prog_array', result);
    return readU32(value, 0);
  }

  get #key(): bigint {
    return this.#system.address(KEY);
  }
}
