import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Trace } from './format.ts';
import { formatTrace } from './format-trace.ts';
import { TraceError } from './trace-error.ts';

export { formatRequests, formatTrace, shortened } from './format-trace.ts';

export interface WriteOptions {
  /** Whether a file of other content may be replaced. */
  readonly force?: boolean;
}

/**
 * Writes a text to a file: to a temporary file beside it first, so that an interrupted run leaves no half file. A file
 * of other content is replaced only with `force`; one of the same content is left as it is. Throws a TraceError.
 */
export function writeText(path: string, text: string, { force = false }: WriteOptions = {}): void {
  attempting(path, () => {
    makeDirectory(dirname(path));
    const temporary = join(dirname(path), `.${randomUUID()}.tmp`);
    try {
      writeFileSync(temporary, text, { flag: 'wx' });
      if (force) renameSync(temporary, path);
      else publish(temporary, path, text);
    } finally {
      rmSync(temporary, { force: true });
    }
  });
}

/** Throws a TraceError where no file can be written to a directory, which need not be there; leaves nothing behind. */
export function requireWritable(directory: string): void {
  attempting(directory, () => {
    const made: string[] = [];
    try {
      makeDirectory(directory, made);
      const temporary = join(directory, `.${randomUUID()}.tmp`);
      writeFileSync(temporary, '', { flag: 'wx' });
      rmSync(temporary);
    } finally {
      for (const each of made.toReversed()) removeEmpty(each);
    }
  });
}

/** Removes a directory, unless somebody has put something there. */
function removeEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}

/** Writes at a path; what the system refuses is a TraceError. */
function attempting(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    if (error instanceof TraceError) throw error;
    throw new TraceError(
      `${path === '' ? "''" : path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`,
    );
  }
}

/**
 * Makes a directory and those above it, and adds to `made` what was not there. What Node has for this never returns where
 * names are refused with ENOENT (/proc).
 */
function makeDirectory(path: string, made: string[] = []): void {
  if (existsSync(path)) return;
  makeDirectory(dirname(path), made);
  try {
    mkdirSync(path);
    made.push(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Gives a finished file its name. Unlike a rename, a link never replaces a file. */
function publish(temporary: string, path: string, text: string): void {
  try {
    linkSync(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (readFileSync(path, 'utf8') !== text) throw inTheWay(path);
  }
}

const inTheWay = (path: string) =>
  new TraceError(`${path}: there is a file of other content already; --force replaces it`);

/** Checks a trace against the format and writes it. */
export function writeTrace(path: string, trace: Trace, options: WriteOptions = {}): void {
  writeText(path, formatTrace(trace), options);
}

/** Writes several texts as `writeText` does, or none: what is in the way of one is found before the first is written. */
export function writeTexts(
  files: readonly (readonly [path: string, text: string])[],
  options: WriteOptions = {},
): void {
  if (!options.force)
    for (const [path, text] of files)
      attempting(path, () => {
        if (existsSync(path) && readFileSync(path, 'utf8') !== text) throw inTheWay(path);
      });
  for (const [path, text] of files) writeText(path, text, options);
}

/** Checks several traces against the format and writes all, or none where a file is in the way. */
export function writeTraces(
  files: readonly (readonly [path: string, trace: Trace])[],
  options: WriteOptions = {},
): void {
  writeTexts(
    files.map(([path, trace]) => [path, formatTrace(trace)] as const),
    options,
  );
}
