import * as files from '../traces/files.ts';
import type { Trace } from '../traces/format.ts';
import { parseTrace } from '../traces/read.ts';
import * as write from '../traces/write.ts';
import { argument, checked, isText, listOf, options, text, trueOrFalse } from './options.ts';

export type { TraceFile, TraceFiles } from '../traces/files.ts';

const PATHS = listOf<string>('paths', isText);
const WRITE = options<write.WriteOptions>({ force: trueOrFalse.optional() });

/**
 * Reads the traces that paths stand for, and passes over race scenarios below directories. Throws a TraceError on the
 * first file that is wrong, and an ArgumentError on what is no list of paths.
 */
export function readTraceFiles(paths: readonly string[]): files.TraceFiles {
  return files.readTraceFiles(argument('paths', PATHS, paths));
}

/**
 * The text of a trace file: fields in one order, defaults left out, a step on as few lines as fit. Throws a TraceError on
 * what is no trace.
 */
export function formatTrace(trace: Trace): string {
  return write.formatTrace(parseTrace('trace', trace));
}

/**
 * Checks a trace against the format and writes it; a file of other content is replaced only with `force`. Throws a TraceError on what is no
 * trace and where no file can be written, and an ArgumentError.
 */
export function writeTrace(path: string, trace: Trace, given: write.WriteOptions = {}): void {
  write.writeTrace(argument('path', text, path), parseTrace('trace', trace), checked(WRITE, given));
}
