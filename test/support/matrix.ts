import type { Cell, KernelResult } from '../../matrix/result.ts';

/** A cell in which everything is as expected, but for what is said. */
export const cell = (profile: string, more: Partial<Cell> = {}): Cell => ({
  profile,
  result: 'fits',
  expected: true,
  passed: 3,
  skipped: [],
  differences: [],
  anomalies: { shown: 1, skipped: [], differences: [] },
  ...more,
});

/** A profile that a kernel differs from. */
export const differing = (profile: string, expected: boolean): Cell =>
  cell(profile, {
    result: 'differs',
    expected,
    differences: [
      {
        trace: `traces/conformance/${profile}/swap.json`,
        step: 3,
        field: 'outcome',
        message: 'outcome: expected ok, found #1',
      },
    ],
  });

/** A profile that a kernel could not be compared with. */
export const impossible = (profile: string, expected: boolean): Cell =>
  cell(profile, { result: 'cannot', expected, passed: 0, skipped: [{ reason: 'no tcx', traces: 4 }] });

/** The result of a kernel. */
export const kernel = (name: string, cells: readonly Cell[], more: Partial<KernelResult> = {}): KernelResult => ({
  format: 'mprog-matrix-result',
  version: 1,
  tool: '0.1.0',
  key: `key of ${name}`,
  suites: 'suites',
  name,
  source: 'somewhere',
  release: `${name}-release`,
  machine: 'tcg',
  seconds: 2,
  alarms: [],
  cells: [...cells],
  ...more,
});
