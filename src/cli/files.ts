import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from './exit.ts';

/** The trace files that paths stand for: a file itself, or every .json file below a directory, in order. */
export function traceFiles(paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .sort()
      .map((file) => join(path, file));
    if (files.length === 0) throw new UsageError(`${path}: there is no .json file in this directory`);
    return files;
  });
}
