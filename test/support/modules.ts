import { existsSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import type { Plugin } from 'vitest/config';
import { CODE, ROOT_FILES } from './folders.ts';
import { runs } from './processes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Where the modules of each run are put, next to the packages so that they find them. */
const RUNS = join(ROOT, 'node_modules/.cache/mprog-spec');
const MODULES = join(RUNS, String(process.pid));

/** The explorer is not among them: vite makes its page, and some of it is of vite alone. */
const FOLDERS = [...CODE.filter((folder) => folder !== 'explorer'), 'examples'];

const isSource = (path: string) => path.endsWith('.ts') && !path.endsWith('.d.ts');

/** The modules of the program, by their paths below the root. */
function sources(): readonly string[] {
  const below = FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  return [...below, ...ROOT_FILES].filter(isSource);
}

const nameOf = (path: string) => path.slice(0, -'.ts'.length);

/** What begins to work when it is loaded: tests run it as a process. */
const STARTS =
  /\/(cli\/main|cli\/kernel-worker|cli\/patience-thread|cli\/workers\/worker|kernel\/caller-thread|kernel\/member-process)\.ts$/;

function removeModules(): void {
  rmSync(MODULES, { recursive: true, force: true });
}

/** What runs that were killed have left. */
function sweep(): void {
  for (const name of existsSync(RUNS) ? readdirSync(RUNS) : [])
    if (!runs(Number(name))) rmSync(join(RUNS, name), { recursive: true, force: true });
}

/**
 * Compiles the program into one file, and one for each of its modules with what that exports, for this run. Returns what removes them.
 */
export async function compileModules(): Promise<() => void> {
  sweep();
  await build({
    cwd: ROOT,
    input: Object.fromEntries(sources().map((path) => [nameOf(path), path])),
    platform: 'node',
    resolve: { alias: { 'mprog-spec': join(ROOT, 'index.ts') } },
    external: (id) => !/^[./]/.test(id) && id !== 'mprog-spec',
    treeshake: false,
    preserveEntrySignatures: 'allow-extension',
    checks: { ineffectiveDynamicImport: false },
    output: {
      dir: MODULES,
      entryFileNames: '[name].mjs',
      chunkFileNames: '[name].mjs',
      codeSplitting: {
        includeDependenciesRecursively: false,
        groups: [{ name: (id) => (STARTS.test(id) ? null : 'program'), debugName: 'program' }],
      },
      sourcemap: true,
    },
  });
  return removeModules;
}

/**
 * Gives tests the compiled modules of the program, which Node loads as it does everywhere: vite makes a look-up of each use of an
 * import, and searches take a quarter longer with it. Not while files are watched, nor for coverage.
 */
export function compiledModules(): Plugin {
  let isOn = true;
  return {
    name: 'compiled-modules',
    enforce: 'pre',
    configureVitest({ vitest }) {
      isOn = !vitest.config.watch && !vitest.config.coverage.enabled;
    },
    resolveId(source, importer) {
      if (!isOn || importer === undefined || !source.startsWith('.') || !isSource(source)) return undefined;
      const path = relative(ROOT, join(dirname(importer), source));
      if (!ROOT_FILES.includes(path) && !FOLDERS.includes(path.split('/', 1)[0]!)) return undefined;
      return join(MODULES, `${nameOf(path)}.mjs`);
    },
  };
}
