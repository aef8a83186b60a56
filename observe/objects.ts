import type { ProgType } from '../spec/families/slots/vocabulary/index.ts';

/** A program that the log shows to be loaded. */
export interface Prog {
  readonly is: 'prog';
  readonly name: string;
  readonly type: ProgType;
  /** Its place among the programs of the log: ids are given in this order. */
  readonly nth: number;
  id?: number;
  /** How many open files there are of it, over all processes. */
  opened: number;
  pinned?: string;
}

/** A link that the log shows to be made, at a hook that is read; `part` and `hook` say which. */
export interface Link {
  readonly is: 'link';
  readonly name: string;
  readonly part: string;
  readonly hook: string;
  /** Its place among the links of the log. */
  readonly nth: number;
  pinned?: string;
  id?: number;
  opened: number;
}

/**
 * What is behind an fd, as far as the log shows it. `other` is no program and no link; `unknown` may be any, but for a link that was
 * made `elsewhere`: at a hook that is not read.
 */
export type Thing =
  | Prog
  | Link
  | { readonly is: 'other' }
  | { readonly is: 'unknown'; readonly what: string; readonly elsewhere?: true };

/** An open file: fds of several processes may share it. */
export class OpenFile {
  readonly thing: Thing;
  fds = 0;
  /** Who else may have it open, if the log leaves that open. */
  untold: string | undefined;

  constructor(thing: Thing) {
    this.thing = thing;
  }
}

const SHAPE = /[^A-Za-z0-9_-]/g;

/** Gives names that fit the trace format, each once. */
export class Names {
  readonly #taken = new Set<string>(['none', 'constructor', 'hasOwnProperty', 'isPrototypeOf', 'toString', 'valueOf']);

  /** A name like the one that is wished for, or like `instead` where nothing is left of that. */
  give(wish: string, instead: string): string {
    const clean = wish
      .replace(SHAPE, '-')
      .replace(/^[^A-Za-z]+/, '')
      .slice(0, 24);
    const stem = clean === '' ? instead : clean;
    for (let nth = 1; ; nth++) {
      const name = nth === 1 ? stem : `${stem}-${nth}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}
