import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseTrace, readJson, readTrace } from './read.ts';
import { fileReason } from './text-file.ts';
import { TraceError } from './trace-error.ts';
import type { TraceFile } from './trace-file.ts';

export type { TraceFile } from './trace-file.ts';

/** The traces that paths stand for, and the race scenarios below directories, which are no traces. */
export interface TraceFiles {
  readonly traces: readonly TraceFile[];
  readonly scenarios: readonly string[];
}

/** The files that paths stand for: a file itself, or every .json file below a directory, in order. */
export function traceFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => (isDirectory(path) ? filesBelow(path) : [path]));
}

/**
 * Reads the traces that paths stand for, each file once, and passes over race scenarios below directories. Throws a TraceError on the
 * first file that is wrong.
 */
export function readTraceFiles(paths: readonly string[]): TraceFiles {
  const traces: TraceFile[] = [];
  const scenarios: string[] = [];
  /** Files that were named before, or are in a folder that was. */
  const known = new Set<string>();
  const isNew = (path: string) => {
    const is = !known.has(resolve(path));
    known.add(resolve(path));
    return is;
  };
  for (const path of paths) {
    if (!isDirectory(path)) {
      if (isNew(path)) traces.push({ path, trace: readTrace(path) });
    } else for (const file of filesBelow(path)) if (isNew(file)) sort(file, traces, scenarios);
  }
  if (traces.length === 0)
    throw new TraceError(`${paths.join(', ')}: there is no trace here, only race scenarios; mprog race takes those`);
  return { traces, scenarios };
}

/** Reads a file of a directory as what it says it is. */
function sort(path: string, traces: TraceFile[], scenarios: string[]): void {
  const document = readJson(path, 'a trace');
  const { format } = (document ?? {}) as { format?: unknown };
  if (format === 'mprog-race') scenarios.push(path);
  else traces.push({ path, trace: parseTrace(path, document) });
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false; // reading it says what is wrong
  }
}

/** Every .json file below a directory, in order. */
function filesBelow(directory: string): readonly string[] {
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  } catch (error) {
    const { path = directory } = error as NodeJS.ErrnoException;
    throw new TraceError(`${path}: ${fileReason(error)}`);
  }
  const files = entries
    .filter((entry) => entry.name.endsWith('.json') && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
  if (files.length === 0) throw new TraceError(`${directory}: there is no .json file in this directory`);
  return files;
}
