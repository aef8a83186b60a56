import type { ReplayReport, ReportedTrace } from '../traces/replay-report.ts';
import type { Cell, TraceDifference } from './result.ts';

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
