// The code under dist: npm run bundle
//
// Few files start in two thirds of the time that one for each module takes. The entries share their chunks, so that whatever
// imports the package meets the copy that the commands use.
import { build } from 'rolldown';

const ROOT = new URL('..', import.meta.url).pathname;
const CLI = `${ROOT}cli/`;

const THREAD = `${ROOT}kernel/caller-thread.ts`;
const MEMBER = `${ROOT}kernel/member-process.ts`;

/** What every command takes from a folder that is large otherwise. */
const HEAD = ['traces/package-folder.ts', 'traces/report-head.ts'].map((file) => `${ROOT}${file}`);

/**
 * The chunk of a module: each of cli/ has one of its own, what runs clients, what exports traces, what drives a kernel and what takes it through
 * traces are one each, but for what begins to serve when it is loaded.
 */
function chunkOf(id) {
  if (id === THREAD || id === MEMBER) return null;
  if (HEAD.includes(id)) return 'head';
  if (id.startsWith(CLI)) return `cli/chunks/${id.slice(CLI.length).replace(/\.ts$/, '').replaceAll('/', '-')}`;
  return ['clients', 'exporters', 'kernel', 'traces'].find((folder) => id.startsWith(`${ROOT}${folder}/`)) ?? null;
}

/** A native library, one that loads files by itself, and one that is large and seldom wanted. */
const APART = [/^koffi/, /^jiti/, /^fast-check/];

await build({
  input: {
    index: 'index.ts',
    'cli/main': 'cli/main.ts',
    'cli/worker': 'cli/workers/worker.ts',
    'cli/kernel-worker': 'cli/kernel-worker.ts',
    'cli/patience-thread': 'cli/patience-thread.ts',
    'kernel/caller-thread': THREAD,
    'kernel/member-process': MEMBER,
    'cli/suites': 'cli/suites.ts',
    'cli/pages/docs': 'cli/pages/docs.ts',
  },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension',
  resolve: { mainFields: ['module', 'main'] },
  external: APART,
  output: {
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: ({ name, facadeModuleId }) =>
      name.startsWith('cli/') ? '[name].js' : `${facadeModuleId?.startsWith(CLI) ? 'cli/' : ''}chunks/[name].js`,
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: chunkOf, debugName: 'chunks' }] },
    sourcemap: true,
  },
});
