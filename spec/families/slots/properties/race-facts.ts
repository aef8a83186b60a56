import type { Observation, Outcome, Packet, Request, Universe } from '../vocabulary/index.ts';

/** What every hook shows, links included. */
export type Lists = Readonly<Record<string, Observation>>;

/** Who has what: the party (a daemon through all its restarts) that a program or link belongs to, by its name. */
export interface Belongings {
  readonly owners: Readonly<Record<string, string>>;
  /** What each program is a version of; its own name where it is the only one. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Where an agent wants a program to be: at an end of the list, on one side of another program, or just in it. */
export type Wish =
  | { readonly is: 'anywhere' }
  | { readonly is: 'first' }
  | { readonly is: 'last' }
  | { readonly is: 'before'; readonly other: string }
  | { readonly is: 'after'; readonly other: string };

/** A program that an agent has put into a list and did not take away again. */
export interface Placement {
  readonly hook: string;
  readonly prog: string;
  readonly link: string;
  readonly wish: Wish;
}

/** That no version of a program is attached to a hook any more. */
export interface Absence {
  readonly hook: string;
  readonly version: string;
}

/** What an agent did in one step. */
export interface Move {
  readonly is: 'move';
  readonly agent: string;
  readonly party: string;
  readonly belongings: Belongings;
  /** The request it made; none where the step is one of its own (a pin, or an fd of a link that others hold open). */
  readonly request: Request | undefined;
  readonly outcome: Outcome;
  /** The link or program that it was denied an fd of, for want of a capability. */
  readonly denied: string | undefined;
  /** Whether it looks and tries again after the error that it got. */
  readonly again: boolean;
  /** What it had seen of the hook that the request is about, if anything. */
  readonly seen: Observation | undefined;
  /** Whether it passed the revision that it had seen. */
  readonly expecting: boolean;
  /** The program that it means to take away or to replace, if any. */
  readonly meant: string | undefined;
  /** What it put into a list, if anything. */
  readonly placed: Placement | undefined;
  /** `closing` while the fds of a crashed agent are closed, one after another; `crashed` when that is done. */
  readonly crash: 'none' | 'closing' | 'crashed';
  /** The links that are pinned when it moves. */
  readonly pinned: readonly string[];
  /** The programs of the agent itself: those of earlier and later incarnations are not among them. */
  readonly programs: readonly string[];
  readonly before: Lists;
  readonly after: Lists;
  /** What was attached at some time and was not before this step, by its hook and what it is a version of. */
  readonly gone: readonly Absence[];
}

/** How things stand when nobody has anything left to do. */
export interface End {
  readonly is: 'end';
  readonly belongings: Belongings;
  readonly lists: Lists;
  readonly universe: Universe;
  /** What becomes of a packet at every hook, where an agent wants programs to see packets. */
  readonly packets: Readonly<Record<string, Packet>>;
  readonly agents: readonly {
    readonly agent: string;
    readonly placements: readonly Placement[];
    /** Its programs that are to see packets, and that it has attached or that are classic filters. */
    readonly sees: readonly string[];
    /** Whether it would ask again after ESTALE. */
    readonly retries: boolean;
    /** The error it gave up on, or ok. */
    readonly told: Outcome;
  }[];
}

/** What happened, in order: a move at a time, and the end. */
export type RaceFact = Move | End;
