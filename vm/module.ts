import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { VmInputError } from './errors.ts';
import { outputOf } from './run-tool.ts';

/** A kernel module, decompressed. */
export interface Module {
  readonly name: string;
  readonly content: Buffer;
  /** Names of the modules that must be loaded before it. */
  readonly depends: readonly string[];
  /** The kernel that it was built for. */
  readonly release: string;
}

const FILE = /\.ko(\.(gz|xz|zst))?$/;

export const isModuleFile = (path: string) => FILE.test(path);

/** The name of a module by its file: with underscores, as the kernel calls it. */
export const moduleName = (path: string) => basename(path).replace(FILE, '').replaceAll('-', '_');

function contentOf(path: string): Buffer {
  if (path.endsWith('.xz')) return outputOf('xz', ['-dc', path]);
  if (path.endsWith('.zst')) return outputOf('zstd', ['-dcq', path]);
  const file = readFileSync(path);
  return path.endsWith('.gz') ? gunzipSync(file) : file;
}

/** A field of the section .modinfo: `name=value`, ended by a zero. */
function field(content: Buffer, name: string): string | undefined {
  const at = content.indexOf(`\0${name}=`, 0, 'latin1');
  if (at === -1) return undefined;
  const start = at + name.length + 2;
  return content.toString('latin1', start, content.indexOf(0, start));
}

/** What a module file says of itself; a VmInputError where it is no module. */
export function readModule(path: string): Module {
  const content = contentOf(path);
  const release = field(content, 'vermagic')?.split(' ')[0];
  if (release === undefined || release === '')
    throw new VmInputError(`${path}: expected a kernel module, found no vermagic in it`);
  const depends = (field(content, 'depends') ?? '').split(',').filter((name) => name !== '');
  return { name: moduleName(path), content, depends: depends.map((name) => name.replaceAll('-', '_')), release };
}
