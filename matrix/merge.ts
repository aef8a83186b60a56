import { TraceError } from '../traces/trace-error.ts';
import { heldTo } from './cells.ts';
import type { MatrixFile } from './file.ts';
import { resultsIn } from './read.ts';
import type { KernelResult, MatrixReport } from './result.ts';

/**
 * The results of several folders, in the order of the file, held to what it says. A TraceError where two are of one kernel and
 * differ, one is of a kernel that the file does not name, or of others than `profiles`, or they were made with different traces;
 * a kernel without one has failed.
 */
export function mergeResults(
  { kernels: entries }: Pick<MatrixFile, 'kernels'>,
  folders: readonly string[],
  profiles?: readonly string[],
): { readonly kernels: readonly KernelResult[]; readonly failed: MatrixReport['failed'] } {
  const found = new Map<string, { readonly folder: string; readonly result: KernelResult }>();
  for (const folder of folders)
    for (const result of resultsIn(folder)) {
      const { name, suites } = result;
      if (!entries.some((entry) => entry.name === name))
        throw new TraceError(
          `${folder}/${name}.json: name: expected ${entries.map((entry) => entry.name).join(', ')}, found "${name}"`,
        );
      const columns = result.cells.map(({ profile }) => profile);
      if (profiles !== undefined && columns.toSorted().join() !== profiles.toSorted().join())
        throw new TraceError(
          `${folder}/${name}.json: cells: expected ${profiles.join(', ')}, found ${columns.join(', ')}: it was made for other profiles`,
        );
      const other = found.get(name);
      if (other !== undefined && other.result.key !== result.key)
        throw new TraceError(
          `${folder}/${name}.json: expected one result of ${name}, found another in ${other.folder}`,
        );
      const [any] = found.values();
      if (any !== undefined && any.result.suites !== suites)
        throw new TraceError(
          `${folder}/${name}.json: suites: expected ${any.result.suites} as in ${any.folder}, found ${suites}: they were made with different traces`,
        );
      found.set(name, { folder, result });
    }
  const kernels = entries.flatMap((entry) => {
    const kept = found.get(entry.name);
    return kept === undefined ? [] : [heldTo(entry, kept.result)];
  });
  const failed = entries
    .filter(({ name }) => !found.has(name))
    .map(({ name }) => ({ name, reason: `no result in ${folders.join(', ')}` }));
  return { kernels, failed };
}
