import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where archives, packages and what was unpacked of them are kept: $XDG_CACHE_HOME/mprog, or ~/.cache/mprog. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: home } = process.env;
  return join(home === undefined || home === '' ? join(homedir(), '.cache') : home, 'mprog');
}

const PARTS = /\.[0-9]+\.part$/;

/**
 * A file or folder of the cache; where it is not there, it is made beside its place and moved there, so that a run which is
 * ended leaves nothing half made. What such a run of a dead process left goes.
 */
export function cached(path: string, make: (path: string) => void): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).includes(basename(path))) return path;
  for (const name of readdirSync(folder)) if (PARTS.test(name) && !isAlive(name)) removed(join(folder, name));
  const part = `${path}.${process.pid}.part`;
  try {
    make(part);
    renameSync(part, path);
  } catch (error) {
    // Another run was first.
    if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    removed(part);
  }
  return path;
}

/** Removes what is left of earlier versions of something in the cache. */
export function forgetOthers(path: string, prefix: string): void {
  for (const name of readdirSync(dirname(path)))
    if (name.startsWith(prefix) && name !== basename(path) && !PARTS.test(name)) removed(join(dirname(path), name));
}

function isAlive(name: string): boolean {
  try {
    return process.kill(Number(/\.(\d+)\.part$/.exec(name)![1]), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const removed = (path: string) => rmSync(path, { recursive: true, force: true });
