import type { ProgType } from '../../spec/vocabulary/index.ts';
import type { Cgroup } from './cgroup.ts';

/** An open file: a program's, a link's, or (both null) of another kind. */
export class File {
  readonly prog: Prog | null;
  readonly link: Link | null;

  constructor(prog: Prog | null, link: Link | null) {
    this.prog = prog;
    this.link = link;
  }
}

/** A program: alive while `refs` is above 0. Its open fd, every direct entry, and every link on it count one each. */
export class Prog {
  readonly name: string;
  readonly type: ProgType;
  readonly fd: number;
  readonly id: number;
  readonly file: File;
  /** Below 0 where a fault dropped more than it had taken. */
  refs = 0;

  constructor(name: string, type: ProgType, fd: number, id: number) {
    this.name = name;
    this.type = type;
    this.fd = fd;
    this.id = id;
    this.file = new File(this, null);
  }
}

/** The memory of one link name: the link exists while `refs` is above 0, and a later link of that name lives here too. */
export class Link {
  readonly name: string;
  readonly fd: number;
  readonly id: number;
  readonly file: File;
  /** Whether it sits on a hook of another kind, outside this machine's sight. */
  readonly foreign: boolean;
  refs = 0;
  /** The program the link holds a reference on; null while the link does not exist. */
  prog: Prog | null = null;
  /** The cgroup it is attached to; null once it is defunct. */
  cgroup: Cgroup | null = null;

  constructor(name: string, foreign: boolean, fd: number, id: number) {
    this.name = name;
    this.foreign = foreign;
    this.fd = fd;
    this.id = id;
    this.file = new File(null, this);
  }
}

/**
 * One element of a cgroup's list: a program attached directly, or a link, of which exactly one is not null. An entry is
 * never changed: a replacement puts a new one in its place.
 */
export interface Entry {
  readonly prog: Prog | null;
  readonly link: Link | null;
  /** Whether it was attached with PREORDER. */
  readonly preorder: boolean;
}

/** The program that an entry runs; a link's is whatever the link holds now. */
export function progOf(entry: Entry): Prog {
  return (entry.link === null ? entry.prog : entry.link.prog)!;
}
