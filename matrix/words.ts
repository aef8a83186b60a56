import { basename } from 'node:path';
import type { Explanation, MatrixFile } from './file.ts';
import type { Cell, KernelResult, MatrixReport, TraceDifference } from './result.ts';

const counted = (value: number, noun: string) => `${value} ${noun}${value === 1 ? '' : 's'}`;

/** How many traces of the suite of a profile there are. */
export const sizeOf = ({ passed, skipped, differences }: Cell) =>
  passed + differences.length + skipped.reduce((sum, { traces }) => sum + traces, 0);

/** `fits`, `fits (5 skipped)`, `differs in 3`, `cannot`. */
export function cellWords(cell: Cell | undefined): string {
  if (cell === undefined) return 'not replayed';
  const skipped = cell.skipped.reduce((sum, { traces }) => sum + traces, 0);
  const aside = skipped === 0 ? '' : ` (${skipped} skipped)`;
  if (cell.result === 'differs') return `differs in ${cell.differences.length}${aside}`;
  return cell.result === 'fits' ? `fits${aside}` : 'cannot';
}

/** Why a profile cannot be compared with a kernel, or why some of its traces were skipped. */
export const reasonsOf = ({ skipped }: Cell): readonly string[] =>
  skipped.map(({ reason, traces }) => `${counted(traces, 'trace')}: ${reason}`);

export const traceName = (path: string) => basename(path, '.json');

/** What is known of a difference. */
export function explanationOf(
  { explanations = [] }: Pick<MatrixFile, 'explanations'>,
  kernel: string,
  profile: string,
  { trace }: Pick<TraceDifference, 'trace'>,
): Explanation | undefined {
  return explanations.find(
    (each) =>
      each.profile === profile &&
      (each.traces.includes('*') || each.traces.includes(traceName(trace))) &&
      (each.kernels?.includes(kernel) ?? true),
  );
}

/** The profiles that a kernel fits, with all of their suites replayed or not. */
export const fitting = ({ cells }: KernelResult) => cells.filter(({ result }) => result === 'fits');

/** Of the cells that were replayed, those that differ in fewest traces, for each group of profiles; fits are no difference. */
export function nearest(cells: readonly Cell[], groupOf: (profile: string) => string): readonly Cell[] {
  const groups = new Map<string, Cell[]>();
  for (const cell of cells) {
    if (cell.result === 'cannot') continue;
    const group = groupOf(cell.profile);
    groups.set(group, [...(groups.get(group) ?? []), cell]);
  }
  return [...groups.values()].flatMap((group) => {
    const least = Math.min(...group.map(({ differences }) => differences.length));
    return least === 0 ? [] : group.filter(({ differences }) => differences.length === least).slice(0, 1);
  });
}

/** Whether nothing went wrong because no kernel has to fit a profile. */
export const isHeldToNothing = ({ kernels, result }: Pick<MatrixReport, 'kernels' | 'result'>) =>
  result === 'held' && !kernels.some(({ cells }) => cells.some(({ expected }) => expected));
