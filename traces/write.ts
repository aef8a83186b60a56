import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { familyNamed } from '../spec/families/register.ts';
import type { Family } from '../spec/family.ts';
import type { Request } from '../spec/semantics.ts';
import { type Trace, traceSchema } from './format.ts';
import { TraceError } from './trace-error.ts';

const WIDTH = 110;

/** JSON with one line for whatever fits one, and the rest broken up. */
function pretty(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return flat;
  const spaced = flat.length + indent.length <= WIDTH ? oneLine(value) : undefined;
  if (spaced !== undefined && spaced.length + indent.length <= WIDTH) return spaced;
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((each) => inner + pretty(each, inner)).join(',\n')}\n${indent}]`;
  const fields = Object.entries(value).map(([key, each]) => `${inner}${JSON.stringify(key)}: ${pretty(each, inner)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}: ${oneLine(each)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

/** A request without the fields that have their default: what is left says all of it. */
export function shortened({ schemas, vocabulary }: Family, request: Request): Record<string, unknown> {
  const short: Record<string, unknown> = { ...request };
  for (const field of Object.keys(request)) {
    const without = { ...short };
    delete without[field];
    const completed = schemas.request.safeParse(without);
    if (completed.success && sameFields(completed.data, request)) delete short[field];
  }
  // Requests are put together in any order, and written in one.
  return Object.fromEntries(
    vocabulary.fieldsOf[request.op]!.flatMap((field) => (field in short ? [[field, short[field]]] : [])),
  );
}

function sameFields(a: object, b: object): boolean {
  const other = b as Record<string, unknown>;
  return Object.entries(a).every(([field, value]) => JSON.stringify(value) === JSON.stringify(other[field]));
}

/**
 * The text of a trace file: fields in one order, defaults left out, a step on as few lines as fit. Throws a ZodError on
 * what is no trace.
 */
export function formatTrace(trace: Trace): string {
  // Parsing gives every object the field order of its schema.
  const family = familyNamed(trace.family);
  const { format, version, family: named, profile, title, origin, universe, steps } = traceSchema(family).parse(trace);
  const document = {
    format,
    version,
    ...(named === undefined ? {} : { family: named }),
    profile,
    title,
    ...(origin === undefined ? {} : { origin }),
    universe: family.brief?.(universe) ?? universe,
    steps: steps.map(({ request, ...expected }) => ({ request: shortened(family, request), ...expected })),
  };
  return `${pretty(document)}\n`;
}

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
    throw new TraceError(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
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
    if (readFileSync(path, 'utf8') !== text)
      throw new TraceError(`${path}: there is a file of other content already; --force replaces it`);
  }
}

/** Checks a trace against the format and writes it. */
export function writeTrace(path: string, trace: Trace, options: WriteOptions = {}): void {
  writeText(path, formatTrace(trace), options);
}
