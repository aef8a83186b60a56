import type { ProgType } from '../spec/vocabulary/index.ts';
import type { Hook } from './hook.ts';

/** A loaded program. It is freed when `refs` falls to 0; the count goes on below that, so that a mistake shows. */
export class Prog {
  readonly name: string;
  readonly index: number;
  readonly type: ProgType;
  refs = 0;

  constructor(name: string, index: number, type: ProgType) {
    this.name = name;
    this.index = index;
    this.type = type;
  }

  get(): this {
    this.refs += 1;
    return this;
  }

  put(): void {
    this.refs -= 1;
  }
}

/** A link. It holds its program for as long as it exists, and is on a hook from its creation until it is detached. */
export class Link {
  readonly name: string;
  readonly index: number;
  refs = 0;
  prog: Prog | null = null;
  hook: Hook | null = null;

  constructor(name: string, index: number) {
    this.name = name;
    this.index = index;
  }
}

/** What an fd stands for. */
export type File =
  | { readonly is: 'prog'; readonly prog: Prog }
  | { readonly is: 'link'; readonly link: Link }
  | { readonly is: 'other' };

/** Standard input: open, and nothing that bpf(2) knows. */
export const STDIN_FD = 0;
/** A map, for where a program is asked for. */
export const MAP_FD = 1;
/** A program outside of the universe, for where a link is asked for. */
export const SPARE_PROG_FD = 2;
/** No file. */
export const CLOSED_FD = 3;
export const FIRST_FD = 4;

/** An id that nothing has; ids of objects are their index + 1. */
export const UNKNOWN_ID = 1 << 20;
