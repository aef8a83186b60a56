import type { ProgType } from '../../spec/families/slots/vocabulary/index.ts';
import { Part, type Parts } from './parts.ts';

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
export class Prog extends Part<number> {
  readonly name: string;
  readonly type: ProgType;
  readonly fd: number;
  readonly id: number;
  readonly file: File<never>;
  private count = 0;

  constructor(parts: Parts, name: string, type: ProgType, fd: number, id: number) {
    super(parts);
    this.name = name;
    this.type = type;
    this.fd = fd;
    this.id = id;
    this.file = new File<never>(this, null);
  }

  /** Below 0 where a fault dropped more than it had taken. */
  get refs(): number {
    return this.count;
  }

  set refs(refs: number) {
    this.write();
    this.count = refs;
  }

  save(): number {
    return this.count;
  }

  restore(saved: number): void {
    this.count = saved;
  }

  isSame(saved: number): boolean {
    return this.count === saved;
  }
}

/** What changes of a link. */
interface LinkNow<Hook> {
  readonly refs: number;
  readonly opens: number;
  readonly pinned: boolean;
  readonly prog: Prog | null;
  readonly hook: Hook | null;
}

/**
 * The memory of one link. The object exists while `refs` is above 0 (each open fd counts one); a link of the same name
 * that is created later lives in the same memory. `Hook` is whatever a model's links are attached to.
 */
export class Link<Hook> extends Part<LinkNow<Hook>> {
  readonly name: string;
  readonly fd: number;
  readonly id: number;
  readonly file: File<Hook>;
  /** Whether it sits on a hook of another kind, outside this machine's sight. */
  readonly foreign: boolean;
  private count = 0;
  private openFds = 0;
  private hasPin = false;
  private held: Prog | null = null;
  private place: Hook | null = null;

  constructor(parts: Parts, name: string, foreign: boolean, fd: number, id: number) {
    super(parts);
    this.name = name;
    this.foreign = foreign;
    this.fd = fd;
    this.id = id;
    this.file = new File<Hook>(null, this);
  }

  get refs(): number {
    return this.count;
  }

  set refs(refs: number) {
    this.write();
    this.count = refs;
  }

  /** How many fds of it are open: while there is one, its number is in the fd table. */
  get opens(): number {
    return this.openFds;
  }

  set opens(opens: number) {
    this.write();
    this.openFds = opens;
  }

  /** Whether it has a pin on a bpffs, which counts one too. */
  get pinned(): boolean {
    return this.hasPin;
  }

  set pinned(pinned: boolean) {
    this.write();
    this.hasPin = pinned;
  }

  /** The program the link holds a reference on; null while the link does not exist. */
  get prog(): Prog | null {
    return this.held;
  }

  set prog(prog: Prog | null) {
    this.write();
    this.held = prog;
  }

  /** The hook it is attached to; null once it is defunct. */
  get hook(): Hook | null {
    return this.place;
  }

  set hook(hook: Hook | null) {
    this.write();
    this.place = hook;
  }

  save(): LinkNow<Hook> {
    const { refs, opens, pinned, prog, hook } = this;
    return { refs, opens, pinned, prog, hook };
  }

  restore({ refs, opens, pinned, prog, hook }: LinkNow<Hook>): void {
    this.count = refs;
    this.openFds = opens;
    this.hasPin = pinned;
    this.held = prog;
    this.place = hook;
  }

  isSame({ refs, opens, pinned, prog, hook }: LinkNow<Hook>): boolean {
    if (this.count !== refs || this.openFds !== opens || this.hasPin !== pinned) return false;
    return this.held === prog && this.place === hook;
  }
}
