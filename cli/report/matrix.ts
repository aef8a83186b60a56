import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Cell, KernelResult, MatrixReport } from '../../matrix/result.ts';
import { cellWords, fitting, nearest, reasonsOf, sizeOf, traceName } from '../../matrix/words.ts';
import { profileNamed } from '../../spec/families/profiles.ts';
import type { Request } from '../../spec/semantics.ts';
import { PACKAGE } from '../../traces/package-folder.ts';
import { readTrace } from '../../traces/read.ts';
import { type Block, bold, code, heading, type Inline, joined, list, paragraph, table } from '../document/document.ts';
import { plural } from '../text/output.ts';
import { scenesOf } from './scenes.ts';
import { type Drawn, first, type Told } from './told.ts';

const groupOf = (profile: string) => profileNamed(profile).uapi.hook;

/** The cells of a kernel whose differences are told: what it must fit, and what is nearest where it fits nothing of a kind. */
function toldCells({ cells }: KernelResult): readonly Cell[] {
  const must = cells.filter(({ expected, result }) => expected && result === 'differs');
  return [...must, ...nearest(cells, groupOf).filter((cell) => !must.includes(cell))];
}

const differencesOf = (kernels: readonly KernelResult[]) =>
  kernels.flatMap((kernel) =>
    toldCells(kernel).flatMap((cell) => cell.differences.map((difference) => ({ kernel, cell, difference }))),
  );

type Differing = ReturnType<typeof differencesOf>[number];

/** A trace that comes out otherwise, up to the step that does; nothing where it does not come with this package any more. */
function drawnOf({ kernel, cell: { profile }, difference }: Differing): readonly Drawn[] {
  const { trace: name, step, message } = difference;
  const path = join(PACKAGE, name);
  if (!existsSync(path)) return [];
  const trace = readTrace(path);
  const requests = trace.steps.slice(0, step).map(({ request }) => request as Request);
  const scenes = scenesOf(profileNamed(trace.profile), trace.universe, requests);
  const last = scenes.at(-1);
  if (last === undefined) return [];
  return [
    {
      title: [`${kernel.name}: `, code(traceName(name))],
      said: [`As ${profile} has it; step ${step} comes out otherwise on ${kernel.release}: ${message}`],
      scenes: [...scenes.slice(0, -1), { ...last, is: 'bad' }],
    },
  ];
}

function kernelBlocks(kernel: KernelResult): readonly Block[] {
  const { name, release, source, machine, seconds, alarms, log } = kernel;
  const fits = fitting(kernel);
  const lines: readonly Inline[] = [
    fits.length === 0
      ? 'fits no profile'
      : ['fits ', joined(fits.map((cell) => [code(cell.profile), ` (${cell.passed} of ${sizeOf(cell)} traces)`]))],
    ...fits.flatMap((cell) => reasonsOf(cell).map((reason) => ['skipped of ', code(cell.profile), `: ${reason}`])),
    ...toldCells(kernel).map((cell) => [
      cell.expected ? bold('must fit ') : 'nearest is ',
      code(cell.profile),
      `: ${cellWords(cell)} of ${sizeOf(cell)} traces`,
    ]),
    ...alarms.map((line) => [bold('the kernel warned'), `: ${line}`]),
    ...(log === undefined ? [] : ['the kernel log was not checked: it may not be read']),
  ];
  return [
    heading(3, name),
    paragraph(`${release}, from ${source}; replayed (${machine}) in ${Math.round(seconds)} s.`),
    list(...lines),
  ];
}

const SENTENCES = {
  held: 'every kernel fits the profiles that it must fit',
  violated: 'a kernel differs from a profile that it must fit, or warned',
  inconclusive: 'a kernel has no result, or could not be compared with a profile that it must fit; this is not a pass',
  skipped: 'no kernel was asked',
} as const;

/** What many kernels came to. */
export async function toldMatrix(report: MatrixReport): Promise<Told> {
  const { kernels, profiles, failed, scope, result } = report;
  const differences = differencesOf(kernels);
  const once = new Map(differences.map((each) => [each.difference.trace + each.difference.message, each]));
  const { some, left } = first([...once.values()]);
  const skipped = kernels.flatMap(({ name, cells }) =>
    cells
      .filter((cell) => cell.expected && cell.skipped.length > 0)
      .map((cell) => `${name}, ${cell.profile}: ${reasonsOf(cell).join('; ')}.`),
  );
  return {
    title: `mprog matrix: ${plural(kernels.length, 'kernel')}, ${plural(profiles.length, 'profile')}`,
    verdict: SENTENCES[result],
    covered: [
      `Replayed: ${scope}.`,
      `${plural(kernels.length, 'kernel')}: ${kernels.map(({ name }) => name).join(', ')}.`,
    ],
    missed: [
      ...failed.map(({ name, reason }) => `${name} has no result: ${reason}.`),
      ...skipped,
      'Requests that are in no trace of the suites.',
    ],
    drawn: some.flatMap(drawnOf),
    undrawn: left,
    tables: [
      {
        title: 'Kernels',
        block: table(
          ['kernel', 'release', ...profiles.map((profile) => code(profile))],
          kernels.map(({ name, release, cells }) => [
            name,
            release,
            ...profiles.map((profile) => {
              const cell = cells.find((each) => each.profile === profile);
              return cell?.expected ? bold(cellWords(cell)) : cellWords(cell);
            }),
          ]),
        ),
      },
      {
        title: 'Differences from what a kernel must fit, or is nearest to',
        block: table(
          ['kernel', 'profile', 'must fit', 'trace', 'step', 'what'],
          differences.map(({ kernel, cell, difference: { trace, step, message } }) => [
            kernel.name,
            code(cell.profile),
            cell.expected ? 'yes' : 'no',
            traceName(trace),
            step,
            message,
          ]),
        ),
      },
    ],
    body: kernels.flatMap(kernelBlocks),
  };
}
