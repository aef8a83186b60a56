import type { MatrixFile } from './file.ts';
import type { Cell, KernelResult, MatrixReport } from './result.ts';
import { cellWords, explanationOf, isHeldToNothing, reasonsOf, sizeOf, traceName } from './words.ts';

/** How many differences of a cell are listed as text. */
const LISTED = 5;

const cellIn = ({ cells }: KernelResult, profile: string) => cells.find((cell) => cell.profile === profile);

const mark = ({ result, expected }: Cell) => (expected ? (result === 'fits' ? '✓ ' : '✗ ') : '');

/** Rows of a table, with columns as wide as they have to be. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((each, column) => each.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function differenceLines(kernel: KernelResult, cell: Cell, file: MatrixFile): readonly string[] {
  const listed = cell.differences.slice(0, LISTED).flatMap((difference) => {
    const known = explanationOf(file, kernel.name, cell.profile, difference);
    return [
      `    ${traceName(difference.trace)}, step ${difference.step}: ${difference.message}`,
      ...(known === undefined ? [] : [`      explained by ${known.commit}: ${known.text}`]),
    ];
  });
  const more = cell.differences.length - LISTED;
  return more > 0 ? [...listed, `    … and ${more} more (--json has all)`] : listed;
}

function kernelLines(kernel: KernelResult, file: MatrixFile): readonly string[] {
  return [
    ...kernel.alarms.map((line) => `✗ ${kernel.name}: the kernel warned: ${line}`),
    ...(kernel.log === undefined
      ? []
      : [`– ${kernel.name}: the kernel log was not checked: it could not be read whole`]),
    ...kernel.cells
      .filter(({ expected, result }) => expected && result !== 'fits')
      .flatMap((cell) => [
        `✗ ${kernel.name} must fit ${cell.profile}: ${cellWords(cell)} of ${sizeOf(cell)}`,
        ...(cell.result === 'cannot' ? reasonsOf(cell).map((reason) => `    ${reason}`) : []),
        ...differenceLines(kernel, cell, file),
      ]),
    ...kernel.cells
      .filter(({ expected, result }) => !expected && result === 'cannot')
      .map((cell) => `– ${kernel.name}, ${cell.profile}: ${reasonsOf(cell)[0] ?? 'no trace of it'}`),
  ];
}

const VERDICTS = {
  held: '✓ every kernel fits the profiles that it must fit',
  violated: '✗ a kernel differs from a profile that it must fit, or warned',
  inconclusive: '? not every kernel has a result for the profiles that it must fit',
  skipped: '– no kernel could be booted here',
} as const;
const NOTHING = '– no kernel has to fit a profile';

/** A matrix as text: the table, what is not as it must be, why something was not replayed, and the verdict. */
export function matrixText(report: MatrixReport, file: MatrixFile): string {
  const { profiles, kernels, failed, result } = report;
  const rows = kernels.map((kernel) => [
    kernel.name,
    kernel.release,
    ...profiles.map((profile) => {
      const cell = cellIn(kernel, profile);
      return (cell === undefined ? '' : mark(cell)) + cellWords(cell);
    }),
  ]);
  const table = rows.length === 0 ? [] : aligned([['kernel', 'release', ...profiles], ...rows]);
  return [
    ...table,
    '',
    ...kernels.flatMap((kernel) => kernelLines(kernel, file)),
    ...failed.map(({ name, reason }) => `? ${name}: no result: ${reason}`),
    `${isHeldToNothing(report) ? NOTHING : VERDICTS[result]} · replayed: ${report.scope}`,
    '',
  ].join('\n');
}
