import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Entry, TYPE } from './cpio.ts';

const relative = (path: string) => path.replace(/^\/+/, '');

/** The files of a guest, each after the folders that it is in. */
export class Tree {
  readonly #entries = new Map<string, Entry>();

  get entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  has(path: string): boolean {
    return this.#entries.has(relative(path));
  }

  directory(path: string): this {
    const name = relative(path);
    if (name === '' || this.#entries.has(name)) return this;
    this.directory(dirname(`/${name}`));
    this.#entries.set(name, { path: name, mode: TYPE.directory | 0o755 });
    return this;
  }

  file(path: string, data: string | Buffer | (() => Buffer), executable = false): this {
    const read = typeof data === 'function' ? data : () => Buffer.from(data as Buffer);
    return this.#add({ path: relative(path), mode: TYPE.file | (executable ? 0o755 : 0o644), data: read });
  }

  link(path: string, target: string): this {
    return this.#add({ path: relative(path), mode: TYPE.link | 0o777, data: () => Buffer.from(target) });
  }

  character(path: string, device: readonly [number, number]): this {
    return this.#add({ path: relative(path), mode: TYPE.character | 0o600, device });
  }

  /** A file of this machine, at the same path; what a link leads to stands in for it. Others are passed over. */
  ours(path: string, at = path): this {
    const stats = statSync(path);
    if (stats.isFile()) this.file(at, () => readFileSync(path), (stats.mode & 0o111) !== 0);
    return this;
  }

  #add(entry: Entry): this {
    this.directory(dirname(`/${entry.path}`));
    this.#entries.set(entry.path, entry);
    return this;
  }
}

/** The files below a folder of this machine, in order; links are followed, but never in a circle. */
export function* filesBelow(
  folder: string,
  skipped: readonly string[] = [],
  above: readonly string[] = [],
): Generator<string> {
  const real = realpathSync(folder);
  if (above.includes(real)) return;
  for (const name of readdirSync(folder).toSorted()) {
    if (skipped.includes(name)) continue;
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) yield* filesBelow(path, skipped, [...above, real]);
    else if (stats?.isFile()) yield path;
  }
}
