import { familyNamed } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import { TRACE_VERSION, type Trace, traceSchema } from './format.ts';
import { invalidAt, shown } from './issues.ts';
import { isItf, readItf } from './itf-trace.ts';
import { JsonTextError, parseJson } from './json-text.ts';
import { TraceError } from './trace-error.ts';

/** The document of a JSON text; a TraceError that says what is wrong with it. `path` is what errors call it. */
export function parseDocument(path: string, text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof JsonTextError) throw new TraceError(`${path}: ${error.message}`);
    throw error;
  }
}

/** Reads a trace from its text; `path` is what errors call it. */
export function parseTraceText(path: string, text: string): Trace {
  return parseTrace(path, parseDocument(path, text));
}

/** Checks a document that claims to be a trace, or is one as ITF; `path` is what errors call it. */
export function parseTrace(path: string, document: unknown): Trace {
  if (isItf(document)) return readItf(path, document).trace;
  const { format, version } = (document ?? {}) as { format?: unknown; version?: unknown };
  if (typeof format === 'string' && format !== 'mprog-trace')
    throw new TraceError(
      `${path}: format: expected "mprog-trace", found ${shown(format)}${format === 'mprog-race' ? ', a race scenario, which mprog race takes' : ''}`,
    );
  if (format === 'mprog-trace' && version !== TRACE_VERSION)
    throw new TraceError(
      `${path}: version: expected ${TRACE_VERSION}, which is all that is supported, found ${shown(version)}`,
    );
  const result = traceSchema(familyIn(path, document)).safeParse(document);
  if (result.success) return result.data;
  throw invalidAt(path, result.error.issues, document);
}

/** The family that a document names. */
function familyIn(path: string, document: unknown): Family {
  const { family } = (document ?? {}) as { family?: unknown };
  try {
    return familyNamed(family === undefined ? undefined : String(family));
  } catch (error) {
    throw new TraceError(`${path}: family: ${(error as Error).message}`);
  }
}
