import { type Errno, FLAG_BITS, type ProgType, type Relative } from '../spec/vocabulary/index.ts';
import type { Bundle } from './bundle.ts';
import type { FaultId } from './faults.ts';
import { Link, type Prog } from './objects.ts';
import { relativeBits, type Tables } from './tables.ts';

const { ID, LINK, BEFORE, AFTER } = FLAG_BITS;

/** No index yet. Indexes start at -1, which is in front of the first entry. */
export const UNSET = -100;

/**
 * The object that a request is placed relative to, and the index that its directives settle on. One instance serves
 * all requests: it is filled in by `resolve`, and then by `settle`.
 */
export class Placement {
  /** The bits that came with the relative. */
  bits = 0;
  prog: Prog | null = null;
  link: Link | null = null;
  /** The index that is settled on so far. */
  index = UNSET;
  readonly #fault: FaultId | undefined;

  constructor(fault: FaultId | undefined) {
    this.#fault = fault;
  }

  /** Looks the relative up, whether or not anything will use it. `type` is that of the subject, if there is one. */
  resolve(tables: Tables, relative: Relative, type: ProgType | null): Errno | null {
    this.prog = null;
    this.link = null;
    this.index = UNSET;
    this.bits = relativeBits(relative);
    const number = tables.relativeNumber(relative);
    if ((this.bits & LINK) !== 0) {
      if (number === 0 && (this.bits & ID) === 0 && this.#fault === 'attach/zero-link-is-none') return null;
      const link = (this.bits & ID) !== 0 ? (tables.linkById(number) ?? 'ENOENT') : tables.linkByFd(number);
      if (!(link instanceof Link)) return link;
      this.link = link;
      this.prog = link.prog!;
    } else {
      if (number === 0 && (this.bits & ID) === 0) return null;
      const prog = (this.bits & ID) !== 0 ? (tables.progById(number) ?? 'ENOENT') : tables.progByFd(number);
      if (typeof prog === 'string') return prog;
      this.prog = prog;
    }
    if (type !== null && this.prog.type !== type && this.#fault !== 'attach/relative-type-unchecked') return 'EINVAL';
    return null;
  }

  /** The entry of the relative, or -1. */
  #find({ active, count }: Bundle): number {
    for (let at = 0; at < count; at += 1) {
      if (active.progs[at] !== this.prog) continue;
      const ownSlot = this.link === null || active.links[at] === this.link;
      if (ownSlot || this.#fault === 'attach/link-not-compared') return at;
    }
    return -1;
  }

  /** Lets BEFORE and then AFTER settle on an index; each must agree with what is settled already. */
  settle(bundle: Bundle, flags: number): Errno | null {
    if ((flags & BEFORE) !== 0) {
      const at = this.prog === null ? 0 : this.#find(bundle);
      if (this.prog !== null && at === -1) return 'ENOENT';
      if (!this.#agree(at - 1)) return 'ERANGE';
    }
    if ((flags & AFTER) !== 0) {
      const at = this.prog === null ? bundle.count - 1 : this.#find(bundle);
      if (this.prog !== null && at === -1) return 'ENOENT';
      if (!this.#agree(at + 1)) return 'ERANGE';
    }
    return null;
  }

  #agree(index: number): boolean {
    if (this.index === UNSET) this.index = index;
    return this.index === index || this.#fault === 'attach/replace-skips-agreement';
  }
}
