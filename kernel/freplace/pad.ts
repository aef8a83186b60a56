import { must } from '../errno.ts';
import { encode, MAP_LOOKUP, MAP_UPDATE, readU32 } from '../layout.ts';
import { createMap } from '../programs.ts';
import type { System } from '../syscalls.ts';
import { words } from './btf.ts';
import type { Pad } from './code.ts';
import { NO_FUNCTION } from './programs.ts';

/** The one key of a map of one entry. */
export const KEY = Buffer.alloc(4);

/** What the pad says after a run. */
export interface Written {
  /** What each function gave, by its number; 0 where it was not called. */
  readonly answer: (index: number) => number;
  /** Which functions a fentry program saw called, as bits. */
  readonly seen: (tracer: string) => number;
}

/** The map that the programs of a universe write into: which function is called, which ones each fentry program saw, what each function gave. */
export class WritingPad implements Pad {
  readonly fd: number;
  readonly current = 0;
  /** Where fentry programs write, by name. */
  readonly masks: ReadonlyMap<string, number>;
  readonly #answers: number;
  readonly #system: System;
  readonly #value: Buffer;

  constructor(system: System, tracers: readonly string[]) {
    this.#system = system;
    this.masks = new Map(tracers.map((name, index) => [name, 4 + 4 * index]));
    this.#answers = 4 + 4 * tracers.length;
    this.#value = Buffer.alloc(this.#answers + 4 * (NO_FUNCTION + 1));
    this.fd = createMap(system, this.#value.length);
  }

  answer(index: number): number {
    return this.#answers + 4 * index;
  }

  /** Forgets the last run; `first` is the number of the function that is called first. */
  clear(first: number): void {
    this.#value.fill(0);
    words([first]).copy(this.#value);
    this.#call(MAP_UPDATE, 'BPF_MAP_UPDATE_ELEM of the pad');
  }

  read(): Written {
    this.#call(MAP_LOOKUP, 'BPF_MAP_LOOKUP_ELEM of the pad');
    return {
      answer: (index) => readU32(this.#value, this.answer(index)),
      seen: (tracer) => readU32(this.#value, this.masks.get(tracer)!),
    };
  }

  #call(layout: typeof MAP_LOOKUP, what: string): void {
    const [key, value] = [this.#system.address(KEY), this.#system.address(this.#value)];
    const attr = encode(layout, { map_fd: this.fd, key, value });
    must(what, this.#system.bpf(layout.command, attr, [KEY, this.#value]));
  }
}
