import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { VmInputError } from './errors.ts';
import { filesBelow } from './tree.ts';

const LARGEST = 64 * 1024 * 1024;
const MODULE = /\.[cm]?[jt]s$/;
const IMPORTED = /(?:from|import|import\(|require\()\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** The paths that the words of a command may name, options and their values among them; the first word is the command. */
export function pathsIn(words: readonly string[], cwd: string): readonly string[] {
  return words
    .slice(1)
    .flatMap((word) => [
      word,
      ...(word.includes('=') ? [word.slice(word.indexOf('=') + 1)] : []),
      ...word.split(/[:\s]/),
    ])
    .filter((word) => word !== '' && !word.startsWith('-'))
    .map((word) => resolve(cwd, word));
}

/** The files that a module imports by relative paths, and those that they import. */
function importsOf(path: string, known: Set<string>): void {
  if (known.has(path)) return;
  known.add(path);
  if (!MODULE.test(path)) return;
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(IMPORTED)) {
    const base = join(dirname(path), specifier!);
    const candidates = [base, ...['.ts', '.js', '.mjs'].map((ending) => base + ending), base.replace(/\.js$/, '.ts')];
    const found = candidates.find((each) => existsSync(each) && statSync(each).isFile());
    if (found !== undefined) importsOf(found, known);
  }
}

/** The files that the words of a command name, with those below folders and those that modules import. */
export function namedFiles(words: readonly string[], cwd: string): readonly string[] {
  const files = new Set<string>();
  for (const path of new Set(pathsIn(words, cwd))) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isFile()) importsOf(path, files);
    else if (stats?.isDirectory()) for (const file of below(path)) files.add(file);
  }
  return [...files];
}

function* below(folder: string): Generator<string> {
  let size = 0;
  for (const file of filesBelow(folder, ['node_modules', '.git'])) {
    size += statSync(file).size;
    if (size > LARGEST)
      throw new VmInputError(
        `${folder}: expected at most ${LARGEST / 1024 / 1024} MiB of files for the guest, found more`,
      );
    yield file;
  }
}
