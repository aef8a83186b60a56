import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isOfPackage } from '../spec/families/profiles.ts';
import { readTraceFiles, type TraceFiles } from '../traces/files.ts';
import { PACKAGE } from '../traces/package-folder.ts';

const TRACES = join(PACKAGE, 'traces');

/**
 * The traces of what is named: suites of profiles (`besides`: and the traces of the profile in these folders of traces/), files and
 * directories. Those of the package are called by their place in it. A TraceError says what cannot be read.
 */
export function tracesNamed(names: readonly string[], besides: readonly string[] = []): TraceFiles {
  const { traces, scenarios } = readTraceFiles(
    names.flatMap((name) => {
      if (!isOfPackage({ name })) return [name];
      const more = besides.map((folder) => join(TRACES, folder, name)).filter((folder) => existsSync(folder));
      return [join(TRACES, 'conformance', name), ...more];
    }),
  );
  const placed = (path: string) => (path.startsWith(`${TRACES}/`) ? relative(PACKAGE, path) : path);
  return { traces: traces.map(({ path, trace }) => ({ path: placed(path), trace })), scenarios };
}
