import type { RequestOf } from '../spec/families/slots/vocabulary/index.ts';
import type { Result } from './errno.ts';
import type { Target } from './hooks.ts';
import { encode, type Layout, PROG_QUERY } from './layout.ts';
import type { System } from './syscalls.ts';
import type { Asking } from './unprivileged.ts';

/** What a query asks for; what is left out is zero. */
export interface Asked {
  readonly queryFlags?: number;
  readonly attachFlags?: number;
  /** How many ids the buffer has room for; `none`, no buffer at all, where it is left out. */
  readonly room?: number | 'none';
  /** The count field where there is no buffer. */
  readonly count?: number;
  /** Which arrays the kernel is given besides prog_ids, those that it knows. */
  readonly arrays?: readonly Array[];
  /** What the kernel knows of a query; everything unless it is said. */
  readonly knows?: Known;
}

/** What the bytes of a query are. */
type Attr = RequestOf<'prog_query'>['attr'];

type Array = 'prog_attach_flags' | 'link_ids' | 'link_attach_flags';

/**
 * How much of BPF_PROG_QUERY a kernel knows: it refuses an attribute with anything set behind that. Links are known since 6.6, the flags
 * of programs since 6.0 (the last field that bpf_prog_query of kernel/bpf/syscall.c checks); a revision is told of a cgroup since 6.17.
 */
export type Known = 'ids' | 'flags' | 'links' | 'revision';

const ARRAYS_OF: Readonly<Record<Known, readonly Array[]>> = {
  ids: [],
  flags: ['prog_attach_flags'],
  links: ['prog_attach_flags', 'link_ids', 'link_attach_flags'],
  revision: ['prog_attach_flags', 'link_ids', 'link_attach_flags'],
};

/** The revision before the query, in halves: no hook gets there, so another value says that the kernel wrote. */
const UNWRITTEN = 0xffffffff;

/** Any bit of attach_flags, for a query that sets it. */
export const SOME_ATTACH_FLAG = 1 << 3;

const word = (name: keyof typeof PROG_QUERY.fields) => PROG_QUERY.fields[name].at / 4;
const COUNT = word('count');
const ATTACH_FLAGS = word('attach_flags');
const REVISION = word('revision');

/** How many words the kernel writes besides the arrays: count, attach_flags and the two of the revision. */
const HEAD = 4;
/** How many arrays there are. */
const ARRAYS = 4;

/**
 * One BPF_PROG_QUERY that can be made many times: its bpf_attr and the arrays the kernel writes to are made once. What it
 * gives is that of the last `run`.
 */
export class PreparedQuery {
  readonly #system: System;
  readonly #attr: Buffer;
  readonly #words: Uint32Array;
  readonly #revision: BigUint64Array;
  readonly #tellsRevision: boolean;
  readonly #countGiven: number;
  readonly #attachFlagsGiven: number;
  readonly #progs: Uint32Array;
  readonly #progFlags: Uint32Array;
  readonly #links: Uint32Array;
  readonly #linkFlags: Uint32Array;
  #answered = false;
  /** Whether an answer is known by its outcome: its revision says nothing. */
  #byOutcome = false;
  /** What was noted of an answer: the words that the kernel writes, then what it wrote of each slot. */
  readonly #noted: Uint32Array;

  constructor(system: System, target: Target, asked: Asked) {
    const { queryFlags = 0, attachFlags = 0, room = 'none', count = 0, knows = 'revision' } = asked;
    const arrays = (asked.arrays ?? []).filter((each) => ARRAYS_OF[knows].includes(each));
    this.#tellsRevision = knows === 'revision';
    this.#system = system;
    this.#countGiven = room === 'none' ? count : room;
    this.#attachFlagsGiven = attachFlags;
    const pinned: Buffer[] = [];
    const addresses: Record<string, bigint> = {};
    const array = (name: string, given: boolean): Uint32Array => {
      // Arrays that the kernel is not given stay zero.
      const bytes = Buffer.alloc(4 * (room === 'none' ? 1 : Math.max(room, 1)));
      if (given) {
        pinned.push(bytes);
        addresses[name] = system.address(bytes);
      }
      return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    };
    this.#progs = array('prog_ids', room !== 'none');
    this.#progFlags = array('prog_attach_flags', arrays.includes('prog_attach_flags'));
    this.#links = array('link_ids', arrays.includes('link_ids'));
    this.#linkFlags = array('link_attach_flags', arrays.includes('link_attach_flags'));
    this.#noted = new Uint32Array(HEAD + ARRAYS * this.#progs.length);
    const layout: Layout = PROG_QUERY;
    this.#attr = encode(layout, { ...target, ...addresses, query_flags: queryFlags });
    system.pin(this.#attr, pinned);
    this.#words = new Uint32Array(this.#attr.buffer, this.#attr.byteOffset, this.#attr.length / 4);
    this.#revision = new BigUint64Array(this.#attr.buffer, this.#attr.byteOffset, this.#attr.length / 8);
  }

  /**
   * Asks the kernel now, by the calls of another caller if one is given. What it wrote last time is wiped, so that nothing of it
   * can pass for an answer; or it is left there (`reused`), or the attribute has no room for a revision (`short`): then the result
   * is `undefined` where the kernel wrote behind it.
   */
  run(asking: Asking = this.#system, attr: Attr = 'fresh'): Result {
    const words = this.#words;
    if (attr === 'reused') {
      this.run();
      words[COUNT] = this.#countGiven;
    } else this.#wipe();
    const bytes = attr === 'short' ? this.#attr.subarray(0, PROG_QUERY.fields.revision.at) : this.#attr;
    const result = asking.bpf(PROG_QUERY.command, bytes);
    this.#answered = result === 0 || result === 'ENOSPC';
    this.#byOutcome = attr !== 'fresh' || !this.#tellsRevision;
    if (attr !== 'short') return result;
    const isPast = this.#tellsRevision && (words[REVISION] !== UNWRITTEN || words[REVISION + 1] !== UNWRITTEN);
    words[REVISION] = 0;
    words[REVISION + 1] = 0;
    return isPast ? 'undefined' : result;
  }

  #wipe(): void {
    const words = this.#words;
    for (let index = this.#slots - 1; index >= 0; index -= 1) {
      this.#progs[index] = 0;
      this.#progFlags[index] = 0;
      this.#links[index] = 0;
      this.#linkFlags[index] = 0;
    }
    words[COUNT] = this.#countGiven;
    words[ATTACH_FLAGS] = this.#attachFlagsGiven;
    const unwritten = this.#tellsRevision ? UNWRITTEN : 0;
    words[REVISION] = unwritten;
    words[REVISION + 1] = unwritten;
  }

  /** How many slots of the arrays have an answer. */
  get #slots(): number {
    return Math.min(this.#words[COUNT]!, this.#progs.length);
  }

  /** Notes the answer, for `isAsNoted`. */
  note(): void {
    const words = this.#words;
    const noted = this.#noted;
    noted[0] = words[COUNT]!;
    noted[1] = words[ATTACH_FLAGS]!;
    noted[2] = words[REVISION]!;
    noted[3] = words[REVISION + 1]!;
    const slots = this.#slots;
    for (let index = 0, at = HEAD; index < slots; index += 1, at += ARRAYS) {
      noted[at] = this.#progs[index]!;
      noted[at + 1] = this.#progFlags[index]!;
      noted[at + 2] = this.#links[index]!;
      noted[at + 3] = this.#linkFlags[index]!;
    }
  }

  /** Whether the kernel wrote, word for word, what was noted last. */
  get isAsNoted(): boolean {
    const words = this.#words;
    const noted = this.#noted;
    if (noted[0] !== words[COUNT] || noted[1] !== words[ATTACH_FLAGS]) return false;
    if (noted[2] !== words[REVISION] || noted[3] !== words[REVISION + 1]) return false;
    const slots = this.#slots;
    for (let index = 0, at = HEAD; index < slots; index += 1, at += ARRAYS) {
      if (noted[at] !== this.#progs[index] || noted[at + 1] !== this.#progFlags[index]) return false;
      if (noted[at + 2] !== this.#links[index] || noted[at + 3] !== this.#linkFlags[index]) return false;
    }
    return true;
  }

  /** Whether the kernel wrote an answer, which it also does with ENOSPC. Where it tells no revision that goes by the outcome. */
  get wrote(): boolean {
    if (this.#byOutcome) return this.#answered;
    return this.#words[REVISION] !== UNWRITTEN || this.#words[REVISION + 1] !== UNWRITTEN;
  }

  /** How many slots there are, whatever the room. */
  get count(): number {
    return this.#words[COUNT]!;
  }

  /** The attach_flags field as it is after the query. */
  get attachFlags(): number {
    return this.#words[ATTACH_FLAGS]!;
  }

  /** 0 where the kernel tells none. */
  get revision(): bigint {
    return this.#revision[REVISION / 2]!;
  }

  /** The program id of a slot within the room. */
  progAt(index: number): number {
    return this.#progs[index]!;
  }

  progFlagsAt(index: number): number {
    return this.#progFlags[index]!;
  }

  /** The link id of a slot, 0 without link. */
  linkAt(index: number): number {
    return this.#links[index]!;
  }

  linkFlagsAt(index: number): number {
    return this.#linkFlags[index]!;
  }
}
