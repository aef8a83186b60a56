import type { Mode } from '../../spec/families/slots/vocabulary/index.ts';
import type * as objects from '../machine/objects.ts';
import type { Prog } from '../machine/objects.ts';
import { ALLOW_MULTI, ALLOW_OVERRIDE } from './flags.ts';

/** A link of this model. */
export type Link = objects.Link<Cgroup>;

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

/** What one cgroup has at the attach point under test. A list is never changed: another takes its place. */
export class Cgroup {
  readonly name: string;
  readonly parent: Cgroup | null;
  /** Itself, and every cgroup below it that is not released, parents first. */
  subtree: readonly Cgroup[] = [this];
  /** What is attached here, in list order. */
  entries: readonly Entry[] = [];
  /** Whether it is there: one that was removed is found by no request, and another may be made under its name. */
  present = true;
  /** How many use what runs here, besides requests: sockets made here, and every cgroup below that is not released. */
  users = 0;
  /** The mode bits of the first attach; 0 where nothing is attached. */
  mode = 0;
  /** Lives as long as the cgroup. */
  revision: number;
  /** What runs here. Recomputed by attach and detach, overwritten by a link update. Holds no references. */
  effective: readonly Prog[] = [];

  constructor(name: string, parent: Cgroup | null, revision: number) {
    this.name = name;
    this.parent = parent;
    this.revision = revision;
    for (const above of this.ancestors) {
      above.subtree = [...above.subtree, this];
      above.users++;
    }
  }

  /** Those above it, nearest first. */
  get ancestors(): readonly Cgroup[] {
    return this.parent === null ? [] : [this.parent, ...this.parent.ancestors];
  }

  /** Whether it takes more than one program. */
  get isMulti(): boolean {
    return (this.mode & ALLOW_MULTI) !== 0;
  }

  /** The mode by its name. */
  get modeName(): Mode {
    if (this.isMulti) return 'MULTI';
    return (this.mode & ALLOW_OVERRIDE) !== 0 ? 'OVERRIDE' : 'NONE';
  }

  /** The index of the entry in which this program is attached directly, or -1. */
  findDirect(prog: Prog): number {
    for (let index = 0; index < this.entries.length; index++) if (this.entries[index]!.prog === prog) return index;
    return -1;
  }
}
