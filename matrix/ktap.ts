import type { Cell, KernelResult, MatrixReport } from './result.ts';
import { cellWords, reasonsOf, traceName } from './words.ts';

/** KTAP has no escapes, and a # begins a directive. */
const clean = (text: string) => text.replaceAll('\n', ' ').replaceAll('#', '_');

function cellLines(cell: Cell, number: number): readonly string[] {
  const { profile, result, expected, differences } = cell;
  const said = clean(cellWords(cell));
  if (result === 'fits')
    return [...reasonsOf(cell).map((reason) => `# skipped: ${clean(reason)}`), `ok ${number} ${profile}`];
  if (result === 'cannot' && !expected) return [`ok ${number} ${profile} # SKIP ${clean(reasonsOf(cell)[0] ?? said)}`];
  if (!expected) return [`ok ${number} ${profile} # XFAIL ${said}; this kernel need not fit`];
  return [
    ...differences.map(({ trace, step, message }) => `# ${traceName(trace)}, step ${step}: ${clean(message)}`),
    ...(result === 'cannot' ? reasonsOf(cell).map((reason) => `# ${clean(reason)}`) : []),
    `not ok ${number} ${profile}`,
  ];
}

function kernelLines({ cells, alarms, log }: KernelResult): readonly string[] {
  const tests = [
    ...cells.flatMap((cell, index) => cellLines(cell, index + 1)),
    ...alarms.map((line) => `# ${clean(line)}`),
    `${alarms.length === 0 ? 'ok' : 'not ok'} ${cells.length + 1} kernel log without warnings${log === undefined ? '' : ' # SKIP it could not be read whole'}`,
  ];
  return ['KTAP version 1', `1..${cells.length + 1}`, ...tests].map((line) => `  ${line}`);
}

const holds = ({ cells, alarms }: KernelResult) =>
  alarms.length === 0 && cells.every(({ expected, result }) => !expected || result === 'fits');

/** A matrix as KTAP 1: one subtest for each kernel, one test for each profile. */
export function matrixKtap({ kernels, failed }: MatrixReport): string {
  const lines = kernels.flatMap((kernel, index) => [
    ...kernelLines(kernel),
    `${holds(kernel) ? 'ok' : 'not ok'} ${index + 1} ${clean(kernel.name)}`,
  ]);
  const missing = failed.flatMap(({ name, reason }, index) => [
    ...reason.split('\n').map((line) => `# ${clean(line)}`),
    `not ok ${kernels.length + index + 1} ${clean(name)} # ERROR no result`,
  ]);
  return `${['KTAP version 1', `1..${kernels.length + failed.length}`, ...lines, ...missing].join('\n')}\n`;
}
