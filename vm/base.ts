import { createHash } from 'node:crypto';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cached, cacheFolder, forgetOthers } from './cache.ts';
import { cpioParts, type Entry } from './cpio.ts';
import { isStatic } from './elf.ts';
import { addNode, addPackage } from './product.ts';
import { missing } from './tools.ts';
import { Tree } from './tree.ts';

/** What every guest has: busybox, Node and this package. */
export function baseTree(busybox: string, packageFolder: string): Tree {
  if (!isStatic(readFileSync(busybox))) throw missing(['busybox'], `${busybox} needs libraries, expected a static one`);
  const tree = new Tree();
  for (const folder of ['/proc', '/sys', '/dev', '/run', '/tmp', '/root', '/etc', '/bin']) tree.directory(folder);
  tree.character('/dev/console', [5, 1]).character('/dev/null', [1, 3]);
  tree.file('/bin/busybox', () => readFileSync(busybox), true).link('/bin/sh', 'busybox');
  addNode(tree);
  addPackage(tree, packageFolder);
  return tree;
}

/** The digest of paths, modes and contents. */
export function digestOf(entries: Iterable<Entry>): string {
  const hash = createHash('sha256');
  for (const { path, mode, data, device = [] } of entries) {
    const content = data?.() ?? Buffer.alloc(0);
    hash.update(JSON.stringify([path, mode, device, content.length])).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

function writeArchive(path: string, entries: Iterable<Entry>): void {
  const fd = openSync(path, 'wx');
  try {
    for (const part of cpioParts(entries))
      for (let rest = part; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
  } finally {
    closeSync(fd);
  }
}

/** The archive of what every guest has, made once for each content; earlier ones are removed from the cache. */
export function baseArchive(busybox: string, packageFolder: string): string {
  const { entries } = baseTree(busybox, packageFolder);
  const path = join(cacheFolder(), 'vm', `base-${digestOf(entries)}.cpio`);
  cached(path, (part) => writeArchive(part, entries));
  forgetOthers(path, 'base-');
  return path;
}
