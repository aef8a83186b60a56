import { headOf } from '../traces/report-head.ts';
import type { KernelResult, MatrixReport } from './result.ts';

/** What every matrix replays, in words. */
export const SCOPE = 'the conformance suites and the known anomalies of each profile';

/** Violated where a profile that must fit differs, or a kernel warned; held where all kernels have a result and those fit. */
export function matrixReport(made: {
  readonly profiles: readonly string[];
  readonly seconds: number;
  readonly kernels: readonly KernelResult[];
  readonly failed: MatrixReport['failed'];
}): MatrixReport {
  const expected = made.kernels.flatMap(({ cells }) => cells.filter((cell) => cell.expected));
  const violated =
    expected.some(({ result }) => result === 'differs') || made.kernels.some(({ alarms }) => alarms.length > 0);
  const complete = made.failed.length === 0 && expected.every(({ result }) => result === 'fits');
  const { profiles, seconds, kernels, failed } = made;
  return {
    ...headOf('mprog-matrix-report', 1),
    profiles: [...profiles],
    scope: SCOPE,
    result: violated ? 'violated' : complete ? 'held' : 'inconclusive',
    seconds,
    kernels,
    failed,
  };
}
