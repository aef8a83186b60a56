import type { Link, Prog } from './objects.ts';

/** One of the two arrays of a bundle: parallel programs and links, up to the first entry without program. */
export class Entries {
  readonly progs: (Prog | null)[];
  readonly links: (Link | null)[];

  constructor(length: number) {
    this.progs = new Array<Prog | null>(length).fill(null);
    this.links = new Array<Link | null>(length).fill(null);
  }

  set(at: number, prog: Prog | null, link: Link | null): void {
    this.progs[at] = prog;
    this.links[at] = link;
  }

  move(from: number, to: number): void {
    this.progs[to] = this.progs[from]!;
    this.links[to] = this.links[from]!;
  }

  copyFrom(other: Entries): void {
    for (let at = 0; at < this.progs.length; at += 1) this.set(at, other.progs[at]!, other.links[at]!);
  }
}

/**
 * The programs of one hook: two arrays, of which one is active. An update copies the active array into its peer, edits
 * the peer and makes it the active one; only then does it let go of a removed program and bump the revision.
 */
export class Bundle {
  readonly capacity: number;
  active: Entries;
  peer: Entries;
  /** 0 while the arrays are in the order they were made in, 1 while they are swapped. */
  side = 0;
  count = 0;
  revision = 1;
  /** The directly attached program that the update under way removes. */
  removed: Prog | null = null;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.active = new Entries(capacity + 1);
    this.peer = new Entries(capacity + 1);
  }

  /** The index of a program in the active array, or -1. */
  find(prog: Prog): number {
    const { progs } = this.active;
    for (let at = 0; at < this.count; at += 1) if (progs[at] === prog) return at;
    return -1;
  }

  /** Prepares an update. */
  copy(): void {
    this.peer.copyFrom(this.active);
  }

  /** Puts an entry into the peer; those behind it move down, the terminator among them. */
  insert(at: number, prog: Prog, link: Link | null): void {
    for (let from = this.count; from >= at; from -= 1) this.peer.move(from, from + 1);
    this.peer.set(at, prog, link);
    this.count += 1;
  }

  /** Takes an entry out of the peer; `moved` is how many entries behind it move up, the terminator among them. */
  remove(at: number, moved: number): void {
    for (let step = 0; step < moved; step += 1) this.peer.move(at + step + 1, at + step);
    this.count -= 1;
  }

  /** Makes the edited array the active one. */
  swap(): void {
    const active = this.active;
    this.active = this.peer;
    this.peer = active;
    this.side = 1 - this.side;
  }

  /** Ends an update: nobody can be walking the old array any more. */
  commit(): void {
    this.removed?.put();
    this.removed = null;
    this.revision += 1;
  }
}
