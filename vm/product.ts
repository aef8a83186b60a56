import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { filesBelow, type Tree } from './tree.ts';

interface Manifest {
  readonly files?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/** Where a package is found from a folder, as Node looks for it. */
function found(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (folder === dirname(folder)) return undefined;
  }
}

/** The folders of what a package needs when it runs; optional packages that are not installed are left out. */
function dependenciesOf(folder: string, known: Set<string> = new Set()): Set<string> {
  const { dependencies = {}, optionalDependencies = {} } = manifest(folder);
  for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies)]) {
    const at = found(name, folder);
    if (at === undefined || known.has(at)) continue;
    known.add(at);
    dependenciesOf(at, known);
  }
  return known;
}

/** Adds a package as it is installed, with what it needs when it runs, at the same paths. */
export function addPackage(tree: Tree, folder: string): void {
  tree.ours(join(folder, 'package.json'));
  for (const name of manifest(folder).files ?? []) {
    const path = join(folder, name);
    if (!existsSync(path)) continue;
    for (const file of statSync(path).isDirectory() ? filesBelow(path) : [path]) tree.ours(file);
  }
  for (const dependency of dependenciesOf(folder))
    for (const file of filesBelow(dependency, ['node_modules', '.bin'])) tree.ours(file);
}

/** The shared objects of this process: those of Node, and the loader. */
function sharedObjects(): readonly string[] {
  const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: readonly string[] };
  return sharedObjects.filter((path) => path.startsWith(sep) && !path.endsWith('.node') && existsSync(path));
}

/** Adds the Node that runs this, with the libraries that it needs, at the same paths. */
export function addNode(tree: Tree): void {
  for (const path of [process.execPath, ...sharedObjects()]) tree.ours(path);
}
