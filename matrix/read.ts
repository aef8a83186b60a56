import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { invalidAt } from '../traces/issues.ts';
import { readJson } from '../traces/read.ts';
import { TraceError } from '../traces/trace-error.ts';
import { MatrixFile } from './file.ts';
import { KernelResult } from './result.ts';

/** A JSON file by a schema; a TraceError with the fields that are wrong. */
function parsed<T extends z.ZodType>(path: string, schema: T, what: string): z.output<T> {
  const document = readJson(path, what);
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw invalidAt(path, result.error.issues, document);
}

/**
 * Kernels and profiles from a file; a TraceError where it is wrong, names a profile that there is not, a name twice, or says that a
 * kernel must fit a profile that it is not compared with.
 */
export function readMatrixFile(path: string, known: readonly string[]): MatrixFile {
  const file = parsed(path, MatrixFile, 'a matrix of kernels');
  const names = file.kernels.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TraceError(`${path}: kernels: expected different names, found "${twice}" twice`);
  const named = [
    ...(file.profiles ?? []).map((profile, index) => ({ profile, at: `profiles.${index}` })),
    ...file.kernels.flatMap(({ fits = [] }, kernel) =>
      fits.map((profile, index) => ({ profile, at: `kernels.${kernel}.fits.${index}` })),
    ),
  ];
  const unknown = named.find(({ profile }) => !known.includes(profile));
  if (unknown !== undefined)
    throw new TraceError(`${path}: ${unknown.at}: expected ${known.join(', ')}, found "${unknown.profile}"`);
  const { profiles } = file;
  const out = profiles && named.find(({ profile }) => !profiles.includes(profile));
  if (out)
    throw new TraceError(
      `${path}: ${out.at}: expected one of the profiles of the file (${profiles.join(', ')}), found "${out.profile}"`,
    );
  return file;
}

/** A result that was kept; a TraceError where the file is none. */
export const readResult = (path: string): KernelResult => parsed(path, KernelResult, 'the result of a kernel');

/** The results in a folder, in the order of their names. */
export const resultsIn = (folder: string): readonly KernelResult[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readResult(join(folder, name)));
