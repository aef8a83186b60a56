import type { TraceFile } from '../traces/trace-file.ts';

/** A file that a format writes, and the traces in it. */
export interface ExportedFile {
  readonly name: string;
  readonly text: string;
  readonly traces: readonly TraceFile[];
}

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
}

/** One format. It says how far it is, by the number of traces that are done, and gives the files. */
export interface Exporter {
  /** What is written, in a few words. */
  readonly title: string;
  /** How what is written is used, if by a command; FILE is a file. */
  readonly use: string | undefined;
  make(exporting: Exporting): Generator<number, Exported, boolean | undefined>;
}
