import type { Trace } from './format.ts';

/** A trace and the file it was read from. */
export interface TraceFile {
  readonly path: string;
  readonly trace: Trace;
}
