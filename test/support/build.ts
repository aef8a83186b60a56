import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODE, ROOT_FILES } from './folders.ts';
import { compileModules } from './modules.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the program is built from. */
const SOURCES = [
  ...CODE,
  ...ROOT_FILES,
  'scripts',
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
];

/** When something below a path was changed last, added or removed, in ms since 1970. */
function changed(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(stats.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

/** Whether it was built since: what is written last is there, and nothing is newer. */
function isBuilt(): boolean {
  const last = statSync(join(ROOT, 'dist/index.d.ts'), { throwIfNoEntry: false });
  return last !== undefined && SOURCES.every((each) => changed(join(ROOT, each)) < last.mtimeMs);
}

/**
 * The command line is tested as it is shipped: built before all tests, unless that was done (npm ci does it). Returns what is to be done
 * after all tests.
 */
export default async function setup(): Promise<() => void> {
  if (!isBuilt()) execFileSync('npm', ['run', '--silent', 'build'], { cwd: ROOT, stdio: 'inherit' });
  return compileModules();
}
