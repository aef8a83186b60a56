import type { Trace } from './format.ts';
import { parseDocument, parseTrace } from './parse.ts';
import { textOf } from './text-file.ts';
import { TraceError } from './trace-error.ts';

export { parseTrace, parseTraceText } from './parse.ts';

/** The JSON document of a file; a TraceError that says what is wrong with it. `what` is what it should be. */
export function readJson(path: string, what: string): unknown {
  const text = textOf(path);
  if (text.trim() === '') throw new TraceError(`${path}: expected ${what}, found an empty file`);
  return parseDocument(path, text);
}

/** Reads a trace; every failure is a TraceError with a line for each thing that is wrong. */
export function readTrace(path: string): Trace {
  return parseTrace(path, readJson(path, 'a trace'));
}
