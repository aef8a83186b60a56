import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isOfPackage } from '../spec/families/profiles.ts';
import { readTraceFiles, type TraceFiles } from '../traces/files.ts';
import { PACKAGE } from '../traces/package-folder.ts';

const TRACES = join(PACKAGE, 'traces');

const foldersOf = (name: string, folders: readonly string[]): readonly string[] =>
  folders.map((folder) => join(TRACES, folder, name)).filter((folder) => existsSync(folder));

/** Which traces of the package a profile stands for. */
interface Standing {
  /** The folder of traces/ that has its suite, where it has one there. */
  readonly suites?: string;
  /** Further folders of traces/. */
  readonly besides?: readonly string[];
}

/**
 * The traces of what is named: suites of profiles, files and directories. Those of the package are called by their place in it. A TraceError
 * says what cannot be read.
 */
export function tracesNamed(names: readonly string[], { suites, besides = [] }: Standing = {}): TraceFiles {
  const { traces, scenarios } = readTraceFiles(
    names.flatMap((name) => {
      if (!isOfPackage({ name })) return [name];
      const [own = join(TRACES, 'conformance', name)] = suites === undefined ? [] : foldersOf(name, [suites]);
      return [own, ...foldersOf(name, besides)];
    }),
  );
  const placed = (path: string) => (path.startsWith(`${TRACES}/`) ? relative(PACKAGE, path) : path);
  return { traces: traces.map(({ path, trace }) => ({ path: placed(path), trace })), scenarios };
}
