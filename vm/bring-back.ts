import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What became of the files that a guest wrote. */
export interface BroughtBack {
  readonly written: readonly string[];
  /** Those that were not written, each with the reason. */
  readonly refused: readonly string[];
}

const isInside = (path: string, folder: string) => {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith('../'));
};

/**
 * Writes the files of a guest to the same paths here: only below `allowed`, and over a file of other content only with
 * `force`. A guest is not trusted with more.
 */
export function bringBack(files: ReadonlyMap<string, Buffer>, allowed: readonly string[], force: boolean): BroughtBack {
  const written: string[] = [];
  const refused: string[] = [];
  for (const [path, content] of files) {
    if (path.split('/').includes('..') || !allowed.some((folder) => isInside(path, folder)))
      refused.push(`${path}: stays in the guest: the command does not name it, and it is not below its folder`);
    else if (existsSync(path) && readFileSync(path).equals(content)) continue;
    else {
      const reason = place(path, content, force);
      if (reason === undefined) written.push(path);
      else refused.push(`${path}: ${reason}`);
    }
  }
  return { written, refused };
}

/** Writes a file, whole or not at all; gives the reason where it cannot be. */
function place(path: string, content: Buffer, force: boolean): string | undefined {
  const part = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(part, content, { flag: 'wx' });
    // Unlike a rename, a link never replaces a file.
    if (force) renameSync(part, path);
    else linkSync(part, path);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return 'there is a file of other content already; --force in the command replaces it';
    return `cannot be written (${code})`;
  } finally {
    rmSync(part, { force: true });
  }
}
