import type { FunctionInfo, Target } from '../../spec/families/freplace/vocabulary/index.ts';

/** What a program was loaded as: a target, an EXT program, or a TRACING program (fentry). */
export type Kind = 'target' | 'ext' | 'tracing';

/** Program type and expected_attach_type of a target. */
export type LoadedAs = Pick<Target, 'type' | 'expected'>;

/**
 * The memory of one program, which is there while `refs` is above 0. A program that is loaded under the name of one that is gone
 * lives in the same memory, with another id.
 */
export class Prog {
  readonly name: string;
  readonly kind: Kind;
  /** Type and expected_attach_type; what stands in for a target gets them from `verifiedAs`. */
  readonly loadedAs: LoadedAs;
  readonly hasBtf: boolean;
  /** One for each function of its BTF that is part of the program. */
  readonly trampolines: readonly Trampoline[];
  /** Its open fd, each link from it or to it, each place on the device and in the array, and each saved target count one. */
  refs = 0;
  /** 0 while there is no such program. */
  id = 0;
  hasFd = false;
  /** The one flag that a function of it is extended. */
  isExtended = false;
  /** How many entries of prog_arrays it is in. */
  arrayMembers = 0;
  /** The saved target: what it was loaded against, until that is spent. */
  saved: Trampoline | null = null;
  /** The id that the program of the saved target had. */
  savedId = 0;
  /** What an EXT program was verified to stand in for. */
  verifiedAs: LoadedAs | null = null;
  /** How many programs that have ended still hold it as their saved target, until a grace period ends. */
  endedHolders = 0;

  constructor(name: string, kind: Kind, functions: Readonly<Record<string, FunctionInfo>>, target?: Target) {
    this.name = name;
    this.kind = kind;
    this.loadedAs = target ?? { type: 'xdp', expected: 'none' };
    this.hasBtf = target?.btf ?? kind === 'ext';
    this.trampolines = Object.entries(functions).map(([of, info]) => new Trampoline(this, of, info));
  }

  get lives(): boolean {
    return this.id !== 0;
  }
}

/** What is called in place of one function, or on the way into it. */
export class Trampoline {
  readonly prog: Prog;
  readonly name: string;
  readonly info: FunctionInfo;
  /** The link whose program is called in place of the function. */
  extension: Link | null = null;
  /** The links whose programs are called first. */
  tracers: readonly Link[] = NO_LINKS;

  constructor(prog: Prog, name: string, info: FunctionInfo) {
    this.prog = prog;
    this.name = name;
    this.info = info;
  }
}

/** The memory of one link, which is there while `refs` is above 0: its fd and its pin count one each. */
export class Link {
  readonly name: string;
  refs = 0;
  hasFd = false;
  isPinned = false;
  /** The program that it holds; null while there is no such link. */
  prog: Prog | null = null;
  /** The function that it is attached to, whose program it holds; null where another link took that over. */
  trampoline: Trampoline | null = null;

  constructor(name: string) {
    this.name = name;
  }
}

export const NO_LINKS: readonly Link[] = Object.freeze([]);

/** An fd that is not that of a program or link that is known by name: 0 (standard input), one that is not open, a map's. */
export type OtherFd = 'none' | 'closed-fd' | 'wrong-kind-fd';

/** A BTF id: 0, that of a function, one that the BTF does not have, one of something else. */
export type BtfId = 0 | Trampoline | 'no-such-id' | 'not-a-function';

/** attach_prog_fd and attach_btf_id, or target_fd and target_btf_id. */
export interface FunctionFd {
  readonly fd: Prog | OtherFd;
  readonly id: BtfId;
}
