import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { kernelRelease } from '../kernel/release.ts';
import { cacheFolder } from '../vm/cache.ts';
import { VmInputError } from '../vm/errors.ts';
import { type KernelSource, kernelSource } from '../vm/source.ts';
import type { KernelEntry } from './file.ts';

/** Where packages are kept that were fetched. */
export const packagesFolder = () => join(cacheFolder(), 'packages');

/** A package is named as for apt-get download: with its version behind = where one is asked for. */
function debOf(name: string): string | undefined {
  const [wanted, version] = name.split('=');
  const folder = packagesFolder();
  const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  const found = there
    .filter((file) => file.endsWith('.deb') && file.startsWith(`${wanted}_`))
    .filter((file) => version === undefined || file.startsWith(`${wanted}_${version.replaceAll(':', '%3a')}_`))
    .map((file) => join(folder, file));
  return found.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)[0];
}

/** The packages of a kernel that are not in the cache. */
export const notFetched = ({ packages = [] }: KernelEntry): readonly string[] =>
  packages.filter((name) => debOf(name) === undefined);

/** A kernel of a matrix where it is: none to boot where it is the one that runs this. */
export interface Located {
  readonly source: string;
  /** As far as it is known before the boot. */
  readonly release: string | undefined;
  readonly kernel?: KernelSource;
  /** The files that it is known by. */
  readonly files: readonly string[];
}

/** Finds a kernel, seen from the file that names it. Throws VmInputError. */
export function locate(entry: KernelEntry, path: string): Located {
  const from = (each: string) => resolve(dirname(path), each);
  const { packages, file, tree, modules = [] } = entry;
  if (entry.running) return { source: 'the running kernel', release: kernelRelease(), files: [] };
  const lacking = notFetched(entry);
  if (lacking.length > 0) throw new VmInputError(`${lacking.join(', ')}: not fetched yet: mprog matrix fetch ${path}`);
  const [first, ...more] = packages === undefined ? [from((file ?? tree)!)] : packages.map((name) => debOf(name)!);
  const given = [...more, ...modules.map(from)];
  const kernel = kernelSource(first!, given);
  const said = packages === undefined ? (file ?? tree)! : packages.join(', ');
  return { source: said, release: kernel.release, kernel, files: [kernel.image, ...given] };
}
