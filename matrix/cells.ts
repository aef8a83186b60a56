import { isForKernel } from '../spec/families/kernels.ts';
import type { ReplayReport, ReportedTrace } from '../traces/replay-report.ts';
import type { KernelEntry } from './file.ts';
import type { Cell, KernelResult, TraceDifference } from './result.ts';

const isAnomaly = ({ path }: ReportedTrace) => path.startsWith('traces/anomalies/');

/** How often each reason was given, the most frequent first; the number of the step is left out. */
function skips(traces: readonly ReportedTrace[]): Cell['skipped'] {
  const counted = new Map<string, number>();
  for (const { result, reason = '' } of traces) {
    if (result !== 'skipped') continue;
    const general = reason.replace(/^step \d+: /, '');
    counted.set(general, (counted.get(general) ?? 0) + 1);
  }
  return [...counted].map(([reason, times]) => ({ reason, traces: times })).toSorted((a, b) => b.traces - a.traces);
}

const differences = (traces: readonly ReportedTrace[]): readonly TraceDifference[] =>
  traces.flatMap(({ path, difference }) => (difference === undefined ? [] : [{ trace: path, ...difference }]));

const passedOf = (traces: readonly ReportedTrace[]) => traces.filter(({ result }) => result === 'held').length;

/** How a kernel compares with a profile, by what came of the traces of the profile on it. */
function cellOf(profile: string, traces: readonly ReportedTrace[], expected: boolean): Cell {
  const suite = traces.filter((each) => !isAnomaly(each));
  const anomalies = traces.filter(isAnomaly);
  const differing = differences(suite);
  const passed = passedOf(suite);
  return {
    profile,
    result: differing.length > 0 ? 'differs' : passed > 0 ? 'fits' : 'cannot',
    expected,
    passed,
    skipped: skips(suite),
    differences: differing,
    anomalies: { shown: passedOf(anomalies), skipped: skips(anomalies), differences: differences(anomalies) },
  };
}

/** A kernel against profiles, by a replay of their suites and anomalies on it. */
export const cellsOf = (
  { traces }: ReplayReport,
  profiles: readonly string[],
  isExpected: (profile: string) => boolean,
): readonly Cell[] =>
  profiles.map((profile) =>
    cellOf(
      profile,
      traces.filter((each) => each.profile === profile),
      isExpected(profile),
    ),
  );

/** Which profiles a kernel must fit: those that its entry says, or else those that are for its release. */
export const mustFit =
  ({ fits }: Pick<KernelEntry, 'fits'>, release: string) =>
  (profile: string): boolean =>
    fits?.includes(profile) ?? isForKernel(profile, release);

/** A result that was kept, held to what its entry says now. */
export function heldTo(entry: Pick<KernelEntry, 'fits'>, result: KernelResult): KernelResult {
  const isExpected = mustFit(entry, result.release);
  return { ...result, cells: result.cells.map((cell) => ({ ...cell, expected: isExpected(cell.profile) })) };
}
