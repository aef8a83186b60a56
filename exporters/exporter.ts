import type { Profile } from '../spec/profile.ts';
import type { TraceFile } from '../traces/trace-file.ts';
import type { Carried } from './carried.ts';
import type { Script } from './script.ts';

/** A test of a library in a file: the trace, and the steps as they are said there. */
export interface WrittenTest {
  readonly file: TraceFile;
  readonly script: Script;
  /** The same steps with the results of another semantics, where the file has them too. */
  readonly other?: Script;
}

/** A file that a format writes, and the traces in it. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  readonly traces: readonly TraceFile[];
  /** Of tests of a library: the tests in their order, before those that are skipped. A trace that can be said in several ways has several. */
  readonly tests?: readonly WrittenTest[];
  /** Where there are the results of another semantics beside those of the traces: in how many traces they are others. */
  readonly differing?: number;
}

/** What a library is known to do otherwise than it says, and where that is reported. */
export interface Known {
  readonly what: string;
  readonly issue?: string;
  /** Whether the call may come out as the spec says all the same. */
  readonly hidden?: true;
}

/** A request as a call of a library, in its language; or why the library has no words for it. */
export type Said =
  | {
      readonly call: string;
      /** What the library is known to make of it instead. */
      readonly known?: Known;
      /** What a user of the library should know of it, although it comes out as the spec says. */
      readonly remark?: Known;
    }
  | { readonly why: string };

/** Whether a library is known to make something else of a call. */
export const isKnown = (said: Said): boolean => 'known' in said && said.known !== undefined;

/** A trace that a format cannot carry, and why not. */
export interface SkippedTrace extends TraceFile {
  readonly reason: string;
}

/** What a format makes of some traces: every one of them is in a file, or skipped. */
export interface Exported {
  readonly files: readonly ExportedFile[];
  readonly skipped: readonly SkippedTrace[];
}

/** What traces are exported: the traces, and what they are called together, such as `tcx`. */
export interface Exporting {
  /** The version of this package, for a line that says what made a file. */
  readonly version: string;
  readonly name: string;
  readonly traces: readonly TraceFile[];
  /** A semantics whose results are to be in the file too, beside those of the traces. */
  readonly against?: Profile | undefined;
}

/** A client library that tests are written for. */
export interface Library {
  /** What it can be asked for, besides its own calls. */
  readonly carried: Carried;
  /** Each request of a trace as a call of the library. */
  said(script: Script): readonly Said[];
  /** Why its tests cannot make what a trace has before its first request, or see what it has behind one, if so. */
  unmade?(script: Script): string | undefined;
  /** What its tests do not see of an answer: which error it is, the revision of a list, the mode of a cgroup. */
  readonly blindTo?: readonly ('errno' | 'revision' | 'mode')[];
  /** How many steps of a trace its tests can fail at, where they are ended by what is known of the library. */
  readonly heldTo?: (said: readonly Said[]) => number;
}

/** One format. It says how far it is, by the number of traces that are done, and gives the files. */
export interface Exporter {
  /** What is written, in a few words. */
  readonly title: string;
  /** How what is written is used, if by a command; FILE is a file. */
  readonly use: string | undefined;
  /** Whether a file of it can have the results of another semantics too. */
  readonly takesAgainst?: true;
  /** Of tests of a library: what it can say. */
  readonly library?: Library;
  make(exporting: Exporting): Generator<number, Exported, boolean | undefined>;
}

/** Why a test cannot see what is there behind some step of a trace, if so: it sees programs in order, and their number is the count. */
export function whyUnseen({ steps }: Script): string | undefined {
  const shown = steps.flatMap(({ hooks }) => hooks.map(({ shows }) => shows));
  if (shown.includes('nothing')) return 'a hook that is gone';
  const isOdd = shown.some(
    (shows) => shows !== 'nothing' && shows.count !== shows.slots.split(' ').filter(Boolean).length,
  );
  return isOdd ? 'a count that is not that of the slots' : undefined;
}

/** Why a library cannot express a trace, if so: what its tests cannot make, or the first of the requests that it has no words for. */
export function whyUnsaid({ said, unmade }: Library, script: Script): string | undefined {
  const why = unmade?.(script);
  if (why !== undefined) return why;
  for (const [index, each] of said(script).entries()) if ('why' in each) return `step ${index + 1}: ${each.why}`;
  return undefined;
}
