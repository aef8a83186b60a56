import { readFileSync } from 'node:fs';
import { type ParseError, parse as parseTolerantly } from 'jsonc-parser';
import { TRACE_VERSION, Trace } from './format.ts';
import { explainIssues } from './issues.ts';
import { TraceError } from './trace-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'this is a directory, not a file',
  EACCES: 'it may not be read',
};

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new TraceError(`${path}: ${REASONS[code] ?? code}`);
  }
}

/** Where a text stops being JSON, which the built-in parser does not say. */
function placeOf(text: string): string {
  const errors: ParseError[] = [];
  try {
    parseTolerantly(text, errors, { disallowComments: true });
  } catch {
    return ''; // brackets nested deeper than its recursion goes: no trace, wherever it ends
  }
  const [first] = errors;
  if (first === undefined) return '';
  const before = text.slice(0, first.offset).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: `;
}

/** The JSON document of a file; a TraceError that says what is wrong with it. `what` is what it should be. */
export function readJson(path: string, what: string): unknown {
  const text = textOf(path);
  if (text.trim() === '') throw new TraceError(`${path}: expected ${what}, found an empty file`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TraceError(`${path}: ${placeOf(text)}expected JSON, found something else (${(error as Error).message})`);
  }
}

/** Reads a trace; every failure is a TraceError with a line for each thing that is wrong. */
export function readTrace(path: string): Trace {
  return parseTrace(path, readJson(path, 'a trace'));
}

/** Checks a document that claims to be a trace; `path` is what errors call it. */
export function parseTrace(path: string, document: unknown): Trace {
  const { format, version } = (document ?? {}) as { format?: unknown; version?: unknown };
  if (format === 'mprog-trace' && version !== TRACE_VERSION)
    throw new TraceError(
      `${path}: version: expected ${TRACE_VERSION}, which is all that is supported, found ${JSON.stringify(version) ?? 'nothing'}`,
    );
  const result = Trace.safeParse(document);
  if (result.success) return result.data;
  throw new TraceError(
    explainIssues(result.error.issues, document)
      .map((line) => `${path}: ${line}`)
      .join('\n'),
  );
}
