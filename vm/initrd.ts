import { closeSync, mkdtempSync, openSync, readSync, rmSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpioParts } from './cpio.ts';
import { initScript, type Job, MODULES, TEMPORARY } from './init.ts';
import type { Module } from './module.ts';
import { Tree } from './tree.ts';

const CHUNK = 8 * 1024 * 1024;

function writeAll(fd: number, part: Buffer): void {
  for (let rest = part; rest.length > 0; ) rest = rest.subarray(writeSync(fd, rest));
}

function copy(from: string, fd: number): void {
  const source = openSync(from, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let length = readSync(source, chunk); length > 0; length = readSync(source, chunk))
      writeAll(fd, chunk.subarray(0, length));
  } finally {
    closeSync(source);
  }
}

export interface Guest {
  readonly job: Job;
  readonly modules: readonly Module[];
  readonly release?: string;
  readonly config?: string;
  /** Files of this machine that the job needs, beside those of the package. */
  readonly files: readonly string[];
}

/** What a guest has besides the base: its modules and configuration, files of this machine, and the script. */
export function jobTree({ job, modules, release, config, files }: Guest): Tree {
  const tree = new Tree().directory(job.cwd).directory(TEMPORARY);
  tree.file('/init', initScript(job), true);
  for (const [index, { name, content }] of modules.entries())
    tree.file(`${MODULES}/${String(index).padStart(2, '0')}-${name}.ko`, content);
  if (config !== undefined) tree.file(`/boot/config-${release ?? 'unknown'}`, config);
  for (const file of files) tree.ours(file);
  return tree;
}

/**
 * The archives of a guest one after the other, as a file without a name: it is gone with the last process that has it open,
 * however that ends. Gives its fd.
 */
export function openInitrd(base: string, guest: Guest): number {
  const folder = mkdtempSync(join(tmpdir(), 'mprog-vm-'));
  const path = join(folder, 'initrd');
  const fd = openSync(path, 'wx+');
  try {
    unlinkSync(path);
    copy(base, fd);
    for (const part of cpioParts(jobTree(guest).entries)) writeAll(fd, part);
    return fd;
  } catch (error) {
    closeSync(fd);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
