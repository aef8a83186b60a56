import type { ProgType } from '../../spec/families/slots/vocabulary/index.ts';

/** An open file: a program's, a link's, or (both null) of another kind. */
export class File<Hook> {
  readonly prog: Prog | null;
  readonly link: Link<Hook> | null;

  constructor(prog: Prog | null, link: Link<Hook> | null) {
    this.prog = prog;
    this.link = link;
  }
}

/** A program: alive while `refs` is above 0. Its open fd, every slot without link, and every link on it count one each. */
export class Prog {
  readonly name: string;
  readonly type: ProgType;
  readonly fd: number;
  readonly id: number;
  readonly file: File<never>;
  /** Below 0 where a fault dropped more than it had taken. */
  refs = 0;

  constructor(name: string, type: ProgType, fd: number, id: number) {
    this.name = name;
    this.type = type;
    this.fd = fd;
    this.id = id;
    this.file = new File<never>(this, null);
  }
}

/**
 * The memory of one link. The object exists while `refs` is above 0 (each open fd counts one); a link of the same name
 * that is created later lives in the same memory. `Hook` is whatever a model's links are attached to.
 */
export class Link<Hook> {
  readonly name: string;
  readonly fd: number;
  readonly id: number;
  readonly file: File<Hook>;
  /** Whether it sits on a hook of another kind, outside this machine's sight. */
  readonly foreign: boolean;
  refs = 0;
  /** How many fds of it are open: while there is one, its number is in the fd table. */
  opens = 0;
  /** Whether it has a pin on a bpffs, which counts one too. */
  pinned = false;
  /** The program the link holds a reference on; null while the link does not exist. */
  prog: Prog | null = null;
  /** The hook it is attached to; null once it is defunct. */
  hook: Hook | null = null;

  constructor(name: string, foreign: boolean, fd: number, id: number) {
    this.name = name;
    this.foreign = foreign;
    this.fd = fd;
    this.id = id;
    this.file = new File<Hook>(null, this);
  }
}
