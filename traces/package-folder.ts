import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function folderOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) throw new Error(`${file}: there is no package.json in a folder above`);
  }
}

/** The folder of this package, with its recorded traces and scenarios; the same for its sources and as it is built. */
export const PACKAGE = folderOf(fileURLToPath(import.meta.url));
